import type { FastifyInstance } from 'fastify';
import { ACCESS_TABLE } from '../access/access-table.ts';
import { ProblemError } from './problem-error.ts';

/** The methods of each path of the platform's API. */
const PATHS = knownPaths();

interface KnownPath {
  readonly pattern: RegExp;
  readonly methods: readonly string[];
}

/**
 * Refuses a request without a route before its body is read: 405 with every method of that path, or 404. Add it
 * before the routes.
 */
export function addUnknownRoutes(app: FastifyInstance): void {
  app.addHook('onRequest', (request, _reply, done) => {
    if (request.is404) done(unknownRoute(request.url));
    else done();
  });
}

/** The problem of a request without a route: 405 where the path has other methods, otherwise 404. */
export function unknownRoute(url: string): ProblemError {
  const path = url.split('?', 1)[0]!;
  const known = PATHS.find(({ pattern }) => pattern.test(path));
  if (!known) return new ProblemError('resource-not-found', 'No resource has this address.');
  return methodNotAllowed(known.methods.join(', '));
}

/** @param allow the methods of the resource, as the header `Allow` lists them */
export function methodNotAllowed(allow: string): ProblemError {
  const detail = `This resource takes ${allow}.`;
  return new ProblemError('method-not-allowed', detail, { headers: { allow } });
}

function knownPaths(): readonly KnownPath[] {
  const methodsByPath = new Map<string, string[]>();
  for (const route of Object.keys(ACCESS_TABLE)) {
    const [method, path] = route.split(' ') as [string, string];
    const methods = methodsByPath.get(path) ?? [];
    methods.push(...(method === 'GET' ? ['GET', 'HEAD'] : [method]));
    methodsByPath.set(path, methods);
  }
  return [...methodsByPath].map(([path, methods]) => ({ pattern: patternOf(path), methods }));
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/:[^/]+/g, '[^/]+')}/?$`);
}
