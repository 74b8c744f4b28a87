import { createRequire } from 'node:module';
import path from 'node:path';
import files from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { docsPolicy, type PolicyOptions } from './content-security-policy.ts';

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Energy platform: API</title>
    <link rel="stylesheet" href="/api/docs/swagger-ui.css">
  </head>
  <body>
    <div id="docs"></div>
    <script src="/api/docs/swagger-ui-bundle.js"></script>
    <script src="/api/docs/start.js"></script>
  </body>
</html>
`;

const SCRIPT = `SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#docs', deepLinking: true, validatorUrl: null });
`;

const FILES = new Set(['/swagger-ui.css', '/swagger-ui-bundle.js']);
const FOLDER = path.dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));

/** `/api/docs`: the OpenAPI document as a page for people, with files of its own only. */
export async function serveApiDocs(app: FastifyInstance, options: PolicyOptions): Promise<void> {
  const policy = docsPolicy(options);
  await app.register(async (scope) => {
    await scope.register(files, {
      root: FOLDER,
      prefix: '/api/docs/',
      decorateReply: false,
      index: false,
      allowedPath: (file) => FILES.has(file),
      cacheControl: false,
      setHeaders: (reply) => reply.header('cache-control', 'no-cache'),
    });
    for (const url of ['/api/docs', '/api/docs/']) {
      scope.get(url, (_request, reply) =>
        reply
          .type('text/html; charset=utf-8')
          .header('cache-control', 'no-cache')
          .header('content-security-policy', policy)
          .send(PAGE),
      );
    }
    scope.get('/api/docs/start.js', (_request, reply) =>
      reply.type('text/javascript; charset=utf-8').header('cache-control', 'no-cache').send(SCRIPT),
    );
  });
}
