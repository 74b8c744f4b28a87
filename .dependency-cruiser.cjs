const { existsSync, globSync } = require('node:fs');

// The dependency rule: services → ports → domain. `npm run lint` fails on a breach.
const services = '^(command-api|query-api|projector|chat-grpc|simulator|cli)/';

/**
 * One rule per workspace: it imports no other workspace that its package.json does not declare. Like the tools of
 * the root, the workspace `testing` is there for all tests.
 */
function declarationRules() {
  const workspaces = globSync(require('./package.json').workspaces, { cwd: __dirname })
    .filter((folder) => existsSync(`${__dirname}/${folder}/package.json`))
    .map((folder) => ({ folder, manifest: require(`./${folder}/package.json`) }));
  return workspaces.map(({ folder, manifest }) => {
    const declared = { ...manifest.dependencies, ...manifest.devDependencies };
    const undeclared = workspaces.filter(
      ({ folder: other, manifest: { name } }) =>
        other !== folder && other !== 'testing' && !(name in declared),
    );
    return {
      name: `declared-by-${folder.replace('/', '-')}`,
      comment: 'A workspace declares the workspaces that it imports in its own package.json.',
      severity: 'error',
      from: { path: `^${folder}/` },
      to: {
        path: undeclared.map((other) => `^${other.folder}/`),
        dependencyTypes: ['aliased-workspace'],
      },
    };
  });
}

module.exports = {
  forbidden: [
    ...declarationRules(),
    {
      name: 'domain-is-pure',
      comment: 'The domain does no I/O and depends on nothing.',
      severity: 'error',
      from: { path: '^packages/domain/', pathNot: '\\.test\\.ts$' },
      to: { pathNot: '^packages/domain/' },
    },
    {
      name: 'packages-know-no-service',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: [services, '^(demo|bench|chaos|e2e|infra)/'] },
    },
    {
      name: 'ports-know-no-service-frame',
      comment:
        'Ports and their adapters work without the frame of a process: `service` may wrap them.',
      severity: 'error',
      from: {
        path: '^packages/(accounts|audit|credentials|engines|event-store|live-feed|measurements|read-models)/',
      },
      to: { path: '^packages/(service|http)/' },
    },
    {
      name: 'command-line-starts-fast',
      comment:
        'What loads as long as all commands together is imported by the command that needs it.',
      severity: 'error',
      from: { path: '^cli/', pathNot: ['^cli/tariff-prices\\.ts$', '\\.test\\.ts$', '/testing/'] },
      to: { path: ['^packages/http/', 'node_modules/(fastify|typebox)/'] },
    },
    {
      name: 'servers-without-schemas-start-fast',
      comment:
        'A server without an HTTP API of its own takes what it needs from `@energy/http/server`.',
      severity: 'error',
      from: { path: '^(chat-grpc|infra/gateway)/', pathNot: ['\\.test\\.ts$', '/testing/'] },
      to: { path: ['^packages/http/index\\.ts$', 'node_modules/typebox/'] },
    },
    {
      name: 'imports-are-declared',
      comment:
        'A package that is imported is declared in the package.json of its workspace, or of the root.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'services-meet-in-messages',
      comment: 'Services meet in an event, a message, a proto or a read model, never in an import.',
      severity: 'error',
      from: { path: services },
      to: { path: [services, '^(demo|bench|chaos|e2e|infra)/'], pathNot: '^$1/' },
    },
    {
      name: 'adapters-behind-their-port',
      comment: 'Nothing outside a package imports one of its adapters: the URL picks it.',
      severity: 'error',
      from: { pathNot: ['^packages/([^/]+)/', '^bench/'] },
      to: { path: '^packages/[^/]+/(sqlite|rabbitmq|eventstoredb|mongodb)/', pathNot: '/testing/' },
    },
    {
      name: 'harnesses-share-testing-alone',
      comment: 'What e2e, bench, demo and infra share is in the workspace `testing`.',
      severity: 'error',
      from: { path: '^(e2e|bench|chaos|demo|infra|testing)/' },
      to: { path: '^(e2e|bench|chaos|demo)/', pathNot: '^$1/' },
    },
    {
      name: 'infra-uses-no-test-folder-of-others',
      severity: 'error',
      from: { path: '^(infra|demo)/' },
      to: { path: '/testing/', pathNot: '^$1/' },
    },
    {
      name: 'testing-is-for-tests',
      comment: 'Only tests, benches, the demo and generators use the workspace `testing`.',
      severity: 'error',
      from: {
        pathNot:
          '(\\.(test|contract|fixture)\\.ts$|(^|/)testing/|^(bench|chaos|e2e|demo)/|^infra/openapi/)',
      },
      to: { path: '^testing/' },
    },
    {
      name: 'production-needs-no-test-tools',
      severity: 'error',
      from: {
        pathNot:
          '(\\.(test|contract|fixture)\\.ts|(^|/)testing/|^bench/|^chaos/|^e2e/|^vitest|^frontend/(build/|vite))',
      },
      to: { dependencyTypes: ['npm-dev'], pathNot: '@types/' },
    },
    {
      name: 'pages-know-the-api-alone',
      comment:
        'The frontend meets the platform in its API and the chat’s contract. Tests hold its rules against the domain’s.',
      severity: 'error',
      from: { path: '^frontend/', pathNot: '\\.test\\.ts$' },
      to: { path: [services, '^(packages|demo|bench|chaos|e2e|infra)/'] },
    },
    {
      name: 'what-needs-no-vue-has-none',
      comment:
        'What can be computed without Vue is plain TypeScript, tested without a browser. Composables (use….ts) lie beside it.',
      severity: 'error',
      from: {
        path: '^frontend/src/(alerts|api|batch|calendar|chat|editing|energy|format|import|listing|live|time-zones)/',
        pathNot: '/use[A-Z]\\w*\\.ts$',
      },
      to: { path: '(^|/)(vue|vue-[^/]+|pinia|@vueuse|@nuxt)(/|$)|\\.vue$' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      comment: 'A file that nothing imports is dead.',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: [
          '(^|/)(main|index)\\.ts$',
          '\\.test\\.ts$',
          '\\.config\\.ts$',
          '^(scripts|bench)/',
          '^e2e/pages/screenshots\\.ts$',
          '^chaos/platform/shift-clock\\.ts$', // Preloaded into services.
          '^testing/(prepared-pages|end-with-tests)\\.ts$', // Vitest runs them.
          '^infra/(is-ready\\.ts|mongodb/)', // Run by containers.
          '^frontend/(src/virtual-modules\\.d\\.ts|public/|build/component-types\\.ts)',
          '^\\.',
        ],
      },
      to: {},
    },
    {
      // Both are made by the build of the pages.
      name: 'nothing-unresolved',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^(virtual:|#build/)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['(^|/)data/', '^frontend/dist/'] },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types'] },
  },
};
