import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const NAMESPACED = fileURLToPath(import.meta.resolve('reka-ui/namespaced'));
const PREFIX = 'virtual:reka-ui/';
const IMPORT = /import \{([^}]+)\} from ["']reka-ui\/namespaced["'];?/g;

/**
 * Gives each namespace of the primitives' library a module of its own. The library has all of them in
 * one, so that a page with one of them would load what any other page needs.
 */
export function splitNamespaces(): Plugin {
  return {
    name: 'split-namespaces',
    enforce: 'pre',
    transform: {
      filter: { id: /@nuxt\/ui\/.+\.vue$/, code: 'reka-ui/namespaced' },
      handler(code) {
        const imports = (_all: string, names: string) =>
          names
            .split(',')
            .map((name) => name.trim())
            .map((name) => `import { ${name} } from '${PREFIX}${name.split(' ', 1)}';`)
            .join(' ');
        return { code: code.replaceAll(IMPORT, imports), map: null };
      },
    },
    resolveId: (id) => (id.startsWith(PREFIX) ? `\0${id}` : undefined),
    async load(id) {
      if (!id.startsWith(`\0${PREFIX}`)) return undefined;
      const name = id.slice(PREFIX.length + 1);
      const library = await readFile(NAMESPACED, 'utf8');
      const [namespace] = new RegExp(`const ${name} = \\{[^}]*\\};`).exec(library) ?? [];
      if (!namespace) throw new Error(`reka-ui has no namespace ${name}.`);
      const parts = Array.from(namespace.matchAll(/: (\w+)/g), ([, part]) => part);
      return `import { ${parts.join(', ')} } from 'reka-ui';\nexport ${namespace}`;
    },
  };
}
