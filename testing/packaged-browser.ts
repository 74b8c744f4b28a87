import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { inflate } from '@sparticuz/chromium';

const PACKAGE = path.dirname(findPackageJSON('@sparticuz/chromium', import.meta.url)!);
const ARCHIVES = ['chromium.br', 'fonts.tar.br', 'al2023.tar.br', 'swiftshader.tar.br'];
const EXTRACTED = path.join(PACKAGE, 'extracted');

export interface PackagedBrowser {
  readonly executablePath: string;
  readonly env: Record<string, string>;
}

/**
 * Chromium from the package. It brings its own libraries and fonts to a machine that lacks them.
 * The package's own `executablePath()` takes whatever is in the folder for temporary files, also the
 * half of an interrupted extraction.
 */
export async function packagedBrowser(): Promise<PackagedBrowser> {
  if (!existsSync(EXTRACTED)) await extract();
  const executablePath = path.join(EXTRACTED, 'chromium');
  const env = { ...process.env } as Record<string, string>;
  if (!existsSync('/etc/fonts/fonts.conf')) {
    env.FONTCONFIG_FILE = path.join(EXTRACTED, 'fonts.conf');
  }
  const starts = promisify(execFile)(executablePath, ['--version']);
  const lacksLibraries = await starts.then(
    () => false,
    () => true,
  );
  if (lacksLibraries) env.LD_LIBRARY_PATH = path.join(EXTRACTED, 'al2023/lib');
  return { executablePath, env };
}

/** Extracts beside the final folder first, so that an interrupted extraction leaves nothing in use. */
async function extract(): Promise<void> {
  const folder = await mkdtemp(`${EXTRACTED}-`);
  try {
    await Promise.all(inflateInto(folder));
    const fonts = `<fontconfig><dir>${EXTRACTED}/fonts</dir><cachedir>${EXTRACTED}/cache</cachedir></fontconfig>`;
    await writeFile(path.join(folder, 'fonts.conf'), fonts);
    await mkdir(path.join(folder, 'cache'));
    await rename(folder, EXTRACTED);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    if (!existsSync(EXTRACTED)) throw error; // Another process was faster.
  }
}

/** The package extracts into the folder for temporary files; it looks it up before it first waits. */
function inflateInto(folder: string): Promise<string>[] {
  const { TMPDIR } = process.env;
  process.env.TMPDIR = folder;
  try {
    return ARCHIVES.map((archive) => inflate(path.join(PACKAGE, 'bin', archive)));
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  }
}
