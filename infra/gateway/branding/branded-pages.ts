import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Branding, Logo } from './branding.ts';

const REVALIDATE = 'no-cache';
const IMMUTABLE = 'public, max-age=31536000, immutable';
/** A logo may be opened as a page of its own, where nothing in it may run. */
const LOGO_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
/** The only `<` and `>` of the page that texts of a utility could add. */
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** Puts a utility's name, logo, colours and support texts into the document of all pages. */
export function brandPage(page: string, branding: Branding): string {
  const { name, logo, colours, support } = branding;
  const seen = { name, support, logo: logo && logoUrl(logo) };
  const lines = [
    `<meta name="energy-branding" content="${escapeHtml(JSON.stringify(seen))}">`,
    ...(colours ? [`<link rel="stylesheet" href="${STYLE_URL}">`] : []),
  ];
  let branded = page;
  if (name) {
    branded = branded
      .replace(/<title>[^<]*<\/title>/, () => `<title>${escapeHtml(name)}</title>`)
      .replace(/(<span data-utility-name>)[^<]*/, (_all, tag) => tag + escapeHtml(name));
  }
  if (logo) {
    branded = branded
      .replaceAll('src="/favicon.svg"', `src="${logoUrl(logo)}"`)
      .replace(/<link rel="icon"[^>]*>/, `<link rel="icon" href="${logoUrl(logo)}">`)
      .replace(/\s*<link rel="apple-touch-icon"[^>]*>/, (link) =>
        logo.type === 'image/png' ? link.replace(/href="[^"]*"/, `href="${logoUrl(logo)}"`) : '',
      );
  }
  // After the pages' own styles, which it overrides.
  return branded.replace('</head>', () => `  ${lines.join('\n    ')}\n  </head>`);
}

/** Serves a utility's logo, colours and manifest. @param folder of the built pages */
export async function serveBranding(
  app: FastifyInstance,
  branding: Branding,
  folder: string,
): Promise<void> {
  const { logo, colours } = branding;
  const manifest = JSON.stringify(await brandManifest(folder, branding));
  app.get('/manifest.webmanifest', (_request, reply) =>
    reply.type('application/manifest+json').header('cache-control', REVALIDATE).send(manifest),
  );
  if (logo) {
    app.get(logoUrl(logo), (_request, reply) =>
      reply
        .type(logo.type)
        .header('cache-control', IMMUTABLE)
        .header('content-security-policy', LOGO_POLICY)
        .send(logo.content),
    );
  }
  if (colours) {
    const style = `:root, :host, .light { --ui-primary: ${colours.light}; } .dark { --ui-primary: ${colours.dark}; }\n`;
    app.get(STYLE_URL, (_request, reply) =>
      reply.type('text/css; charset=utf-8').header('cache-control', REVALIDATE).send(style),
    );
  }
}

const STYLE_URL = '/branding/colours.css';

/** Named after the content, so that it never changes. */
function logoUrl({ content, type }: Logo): string {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 12);
  return `/branding/logo-${hash}.${type === 'image/png' ? 'png' : 'svg'}`;
}

async function brandManifest(folder: string, branding: Branding): Promise<object> {
  const { name, logo, colours } = branding;
  const own = JSON.parse(await readFile(path.join(folder, 'manifest.webmanifest'), 'utf8'));
  return {
    ...own,
    ...(name && { name, short_name: name }),
    ...(colours && { theme_color: colours.light }),
    ...(logo && {
      icons: [{ src: logoUrl(logo), sizes: logo.sizes, type: logo.type, purpose: 'any' }],
    }),
  };
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => ESCAPES[sign]!);
}
