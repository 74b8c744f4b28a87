// Runs before type checking: the component library writes the types of its components when Vite reads the
// configuration.
import { resolveConfig } from 'vite';

await resolveConfig({ root: new URL('..', import.meta.url).pathname, logLevel: 'warn' }, 'build');
