import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readConfiguration } from '@energy/service';
import { ROOT, temporaryFolder } from '@energy/testing';
import { describe, expect, it } from 'vitest';
import { testGateway } from '../testing/gateway.ts';
import { brandPage } from './branded-pages.ts';
import { BRANDING_VARIABLES, loadBranding } from './branding.ts';
import { contrast, mix } from './contrast.ts';

const SVG = '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>';
const HTML = { accept: 'text/html' };

const load = async (environment: Record<string, string>) =>
  loadBranding(readConfiguration(BRANDING_VARIABLES, environment));

/** A file of the repository, or one that is written for the test. */
async function fileWith(content: string | Buffer): Promise<string> {
  const file = path.join(temporaryFolder(), 'logo');
  await writeFile(file, content);
  return file;
}

/** A gateway that serves the pages' own document and manifest, as the utility configured it. */
async function branded(environment: Record<string, string>) {
  const pages = temporaryFolder();
  for (const file of ['index.html', 'public/manifest.webmanifest']) {
    const content = await readFile(path.join(ROOT, 'frontend', file));
    await writeFile(path.join(pages, path.basename(file)), content);
  }
  return testGateway({ pages, branding: await load(environment) });
}

describe('contrast', () => {
  it.each([
    ['#000000', '#ffffff', 21],
    ['#ffffff', '#000000', 21],
    ['#0f766e', '#0f766e', 1],
    ['#767676', '#ffffff', 4.54], // The lightest grey that passes on white.
    ['#777777', '#ffffff', 4.48],
  ])('of %s on %s is %d', (one, other, expected) => {
    expect(contrast(one, other)).toBeCloseTo(expected, 2);
  });

  it('counts with mixed colours', () => {
    expect(mix('#000000', '#ffffff', 0.5)).toBe('#808080');
    expect(mix('#102030', '#ffffff', 0)).toBe('#102030');
  });
});

describe('the appearance of a utility', () => {
  it('is none by default', async () => {
    expect(await load({})).toBeUndefined();
  });

  it.each(['#ffcc00', '#0d9488', '#94a3b8'])(
    'has no colour that is hard to read on white: %s',
    async (UTILITY_COLOUR) => {
      await expect(load({ UTILITY_COLOUR })).rejects.toThrow(
        new RegExp(`UTILITY_COLOUR is ${UTILITY_COLOUR}, .* contrast of \\d\\.\\d .*darker colour`),
      );
    },
  );

  it('has no dark tone that is hard to read on dark', async () => {
    const colours = { UTILITY_COLOUR: '#1d4ed8', UTILITY_COLOUR_DARK: '#1d4ed8' };
    await expect(load(colours)).rejects.toThrow(/UTILITY_COLOUR_DARK .*lighter colour/);
  });

  it.each(['#0f766e', '#1d4ed8', '#9f1239', '#000000'])(
    'gets a readable tone of %s for the dark appearance',
    async (UTILITY_COLOUR) => {
      const { light, dark } = (await load({ UTILITY_COLOUR }))!.colours!;
      expect(light).toBe(UTILITY_COLOUR);
      expect(contrast(dark, '#292524')).toBeGreaterThan(4.5);
    },
  );

  it.each([
    [{ UTILITY_COLOUR: 'red' }, /UTILITY_COLOUR .*a colour such as #0f766e/],
    [{ UTILITY_COLOUR: '#fff' }, /a colour such as/],
    [{ UTILITY_COLOUR_DARK: '#ffffff' }, /UTILITY_COLOUR_DARK needs UTILITY_COLOUR/],
    [{ UTILITY_SUPPORT_DE: 'Rufen Sie an' }, /UTILITY_SUPPORT_DE needs UTILITY_SUPPORT/],
    [{ UTILITY_NAME: 'x'.repeat(61) }, /UTILITY_NAME .*one line of up to 60 characters/],
    [{ UTILITY_NAME: 'two\nlines' }, /one line/],
    [{ UTILITY_LOGO: '/nowhere/logo.svg' }, /UTILITY_LOGO: \/nowhere\/logo\.svg can't be read/],
  ])('is refused at the start: %o', async (environment, message) => {
    await expect(load(environment as Record<string, string>)).rejects.toThrow(message);
  });

  it.each([
    ['text', 'not an image'],
    ['a page', '<!doctype html><html><svg></svg></html>'],
    ['a damaged PNG', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')],
    ['nothing', ''],
  ])('has no logo that is %s', async (_name, content) => {
    const logo = await fileWith(content);
    await expect(load({ UTILITY_LOGO: logo })).rejects.toThrow('must be an SVG or PNG image');
  });

  it('has no logo of megabytes', async () => {
    const logo = await fileWith(SVG.padEnd(200_001));
    await expect(load({ UTILITY_LOGO: logo })).rejects.toThrow(/200001 bytes; .* 200000 at most/);
  });
});

describe('the pages of a utility', () => {
  it('carry its name, logo, colours and support text, as text and never as markup', async () => {
    const name = 'Sun & <b>"Wind"</b> $& Ltd';
    const gateway = await branded({
      UTILITY_NAME: name,
      UTILITY_LOGO: await fileWith(SVG),
      UTILITY_COLOUR: '#1D4ED8',
      UTILITY_SUPPORT: 'Call 0800 1',
      UTILITY_SUPPORT_DE: 'Rufen Sie 0800 1 an',
    });
    const { body } = await gateway.inject({ url: '/', headers: HTML });
    const escaped = 'Sun &amp; &lt;b&gt;&quot;Wind&quot;&lt;/b&gt; $&amp; Ltd';
    expect(body).toContain(`<title>${escaped}</title>`);
    expect(body).toContain(`<span data-utility-name>${escaped}</span>`);
    expect(body).not.toContain('<b>');
    expect(body).not.toContain('favicon.svg');
    const content = /<meta name="energy-branding" content="([^"]*)">/.exec(body)![1]!;
    const { logo, ...texts } = JSON.parse(
      content
        .replaceAll('&quot;', '"')
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&amp;', '&'),
    );
    expect(texts).toEqual({ name, support: { en: 'Call 0800 1', de: 'Rufen Sie 0800 1 an' } });

    const image = await gateway.inject(logo);
    expect(image.body).toBe(SVG);
    expect(image.headers).toMatchObject({
      'content-type': 'image/svg+xml',
      'content-security-policy': expect.stringContaining('sandbox'),
    });
    const style = await gateway.inject('/branding/colours.css');
    expect(style.body).toMatch(/:root.*--ui-primary: #1d4ed8.*\.dark .*--ui-primary: #[0-9a-f]{6}/);
    expect(body).toContain('<link rel="stylesheet" href="/branding/colours.css">');
    const manifest = (await gateway.inject('/manifest.webmanifest')).json();
    expect(manifest).toMatchObject({
      name,
      short_name: name,
      theme_color: '#1d4ed8',
      display: 'standalone',
      icons: [{ src: logo, sizes: 'any', type: 'image/svg+xml' }],
    });
    await gateway.close();
  });

  it('keep what is not configured', async () => {
    const page = await readFile(path.join(ROOT, 'frontend/index.html'), 'utf8');
    const onlyName = brandPage(page, { name: 'Sun' });
    expect(onlyName).toContain('favicon.svg');
    expect(onlyName).not.toContain('colours.css');
    const gateway = await branded({});
    expect((await gateway.inject({ url: '/', headers: HTML })).body).toBe(page);
    expect((await gateway.inject('/branding/colours.css')).statusCode).toBe(404);
    expect((await gateway.inject('/manifest.webmanifest')).json()).toMatchObject({
      name: 'Energy',
    });
    await gateway.close();
  });

  it('state the size of a PNG logo', async () => {
    const png = await readFile(path.join(ROOT, 'frontend/public/icon-192.png'));
    const { logo } = (await load({ UTILITY_LOGO: await fileWith(png) }))!;
    expect(logo).toMatchObject({ type: 'image/png', sizes: '192x192' });
  });
});
