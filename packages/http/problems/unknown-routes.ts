import type { FastifyInstance } from 'fastify';
import { ProblemError } from './problem-error.ts';

interface KnownPath {
  readonly pattern: RegExp;
  readonly methods: Set<string>;
}

/**
 * Refuses what no route answers, before any body is read: 405 with the methods that would do where
 * there is something at the path, 404 where there is nothing. To be added before the routes.
 */
export function addUnknownRoutes(app: FastifyInstance): void {
  const paths = new Map<string, KnownPath>();

  app.addHook('onRoute', ({ url, method }) => {
    const path = paths.get(url) ?? { pattern: patternOf(url), methods: new Set() };
    paths.set(url, path);
    for (const each of [method].flat()) path.methods.add(each);
  });

  app.addHook('onRequest', (request, _reply, done) => {
    if (request.is404) done(refusal(request.url.split('?', 1)[0]!));
    else done();
  });

  function refusal(asked: string): ProblemError {
    const known = [...paths.values()].find(({ pattern }) => pattern.test(asked));
    if (!known) return new ProblemError('resource-not-found', 'No resource has this address.');
    const allow = [...known.methods].join(', ');
    return new ProblemError('method-not-allowed', `It can be asked by ${allow} alone.`, {
      headers: { allow },
    });
  }
}

function patternOf(url: string): RegExp {
  return new RegExp(`^${url.replaceAll('.', '\\.').replaceAll(/:[^/]+/g, '[^/]+')}/?$`);
}
