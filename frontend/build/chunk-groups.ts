import path from 'node:path';
import type { Rolldown } from 'vite';

type Group = Exclude<Rolldown.CodeSplittingGroup, string>;

const SOURCES = path.join(import.meta.dirname, '../src');
/**
 * Puts what some components need of the sources, wherever it is, into one file: each file is a wait of its
 * own on a slow network, and what pages share would else be cut into dozens.
 *
 * @param components files below src, without which the visitors whom the group is for see nothing
 */
export function groupOf(name: string, components: readonly string[]): Group {
  let needed: Set<string> | undefined;
  return {
    priority: 1,
    includeDependenciesRecursively: false,
    name(id, context) {
      needed ??= reachedFrom(components, context);
      return needed.has(id) ? name : null;
    },
  };
}

function reachedFrom(
  components: readonly string[],
  context: Rolldown.ChunkingContext,
): Set<string> {
  const reached = new Set<string>();
  const follow = (id: string): void => {
    if (reached.has(id) || !id.startsWith(SOURCES)) return;
    reached.add(id);
    for (const imported of context.getModuleInfo(id)?.importedIds ?? []) follow(imported);
  };
  for (const component of components) follow(path.join(SOURCES, component));
  return reached;
}
