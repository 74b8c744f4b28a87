import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

const IMPORT = /@nuxt\/ui\/components\/(\w+)\.vue/g;

/**
 * The component library's components that the sources import, statically or on demand. The styles of the others, more
 * than a third of all (10 of 32 kB), are left out: a page waits for them, and each of its elements is compared with many.
 */
export function usedComponents(sources: string): string[] {
  const files = globSync('**/*.{vue,ts}', { cwd: sources });
  const imported = files.flatMap((file) => {
    const text = readFileSync(path.join(sources, file), 'utf8');
    return text
      .matchAll(IMPORT)
      .map(([, component]) => component!)
      .toArray();
  });
  return [...new Set(imported)];
}
