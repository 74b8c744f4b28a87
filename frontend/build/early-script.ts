import type { Plugin } from 'vite';

/**
 * Has every page run the file that a module is built into before the page's own script, and without what
 * else that one imports. The module needs to be in a file with nothing but what it imports itself.
 */
export function earlyScript(module: string): Plugin {
  return {
    name: 'early-script',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle = {} }) {
        const file = Object.values(bundle).find(
          (each) => each.type === 'chunk' && each.moduleIds.some((id) => id.endsWith(module)),
        );
        if (!file) throw new Error(`${module} is in no file that was built.`);
        // Scripts run in the order in which they stand in the page.
        const script = `<script type="module" crossorigin src="/${file.fileName}"></script>\n    `;
        return html
          .replace('<script type="module"', '<script type="module" fetchpriority="low"')
          .replace(/(?=<script type="module")/, script);
      },
    },
  };
}
