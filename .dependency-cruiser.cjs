// The dependency rule: services → ports → domain. `npm run lint` fails on a breach.
const services = '^(command-api|query-api|projector|chat-grpc|simulator|cli)/';

module.exports = {
  forbidden: [
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
      to: { path: [services, '^(demo|bench|e2e|infra)/'] },
    },
    {
      name: 'services-meet-in-messages',
      comment: 'Services meet in an event, a message, a proto or a read model, never in an import.',
      severity: 'error',
      from: { path: services },
      to: { path: [services, '^(demo|bench|e2e|infra)/'], pathNot: '^$1/' },
    },
    {
      name: 'adapters-behind-their-port',
      comment: 'Nothing outside a package imports one of its adapters: the URL picks it.',
      severity: 'error',
      from: { pathNot: ['^packages/([^/]+)/', '^bench/'] },
      to: { path: '^packages/[^/]+/(sqlite|rabbitmq|eventstoredb|mongodb)/' },
    },
    {
      name: 'production-needs-no-test-tools',
      severity: 'error',
      from: { pathNot: '(\\.(test|contract|fixture)\\.ts|/testing/|^bench/|^e2e/|^vitest)' },
      to: { dependencyTypes: ['npm-dev'], pathNot: '@types/' },
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
          '^\\.',
        ],
      },
      to: {},
    },
    {
      name: 'nothing-unresolved',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)data/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types'] },
  },
};
