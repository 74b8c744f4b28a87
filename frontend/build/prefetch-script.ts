import type { Plugin } from 'vite';

/**
 * Makes every page run a module's file before the page's own script. The file must contain nothing but the
 * module and its imports.
 */
export function prefetchScript(module: string): Plugin {
  return {
    name: 'prefetch-script',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle = {} }) {
        const file = Object.values(bundle).find(
          (output) => output.type === 'chunk' && output.moduleIds.some((id) => id.endsWith(module)),
        );
        if (!file) throw new Error(`No built file contains ${module}.`);
        // Module scripts run in document order.
        const script = `<script type="module" crossorigin src="/${file.fileName}"></script>\n    `;
        return html
          .replace('<script type="module"', '<script type="module" fetchpriority="low"')
          .replace(/(?=<script type="module")/, script);
      },
    },
  };
}
