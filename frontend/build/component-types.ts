// Before type checking: has the component library write the types that its components' own types need,
// which it does whenever Vite reads the configuration.
import { resolveConfig } from 'vite';

await resolveConfig({ root: new URL('..', import.meta.url).pathname, logLevel: 'warn' }, 'build');
