import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { globSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const root = path.join(import.meta.dirname, '..');
const frontend = path.join(root, 'frontend');

/** Folder of the built pages, from which the gateway serves them. */
export const PAGES_FOLDER = path.join(frontend, 'dist');

/** File in the built pages that identifies the sources they were built from. */
const STAMP = '.sources';

const SOURCES = [
  'frontend/{src,public,build}/**/*',
  'frontend/{index.html,vite.config.ts,package.json}',
  'proto/**/*.ts',
  'package-lock.json',
];

/**
 * Builds the pages, unless they were built from the current sources.
 *
 * @param say receives a line before and after a build
 * @throws Error with the output of the build if it failed
 */
export async function buildPages(say: (line: string) => void): Promise<void> {
  const sources = await hashOfSources();
  const builtFrom = await readFile(path.join(PAGES_FOLDER, STAMP), 'utf8').catch(() => undefined);
  if (builtFrom === sources) return;
  say('Building the pages …');
  const started = performance.now();
  // Built in another folder, so that incomplete pages are never served.
  const folder = path.join(frontend, 'node_modules', `.pages-${process.pid}`);
  try {
    await build(folder);
    await writeFile(path.join(folder, STAMP), sources);
    await putInPlace(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  say(`The pages are built (${((performance.now() - started) / 1_000).toFixed(1)} s).`);
}

async function build(folder: string): Promise<void> {
  const vite = path.join(root, 'node_modules/vite/bin/vite.js');
  const args = [vite, 'build', '--outDir', folder, '--emptyOutDir', '--logLevel', 'warn'];
  const env = { ...process.env, NODE_ENV: 'production' };
  try {
    await promisify(execFile)(process.execPath, args, { cwd: frontend, env });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`The pages could not be built.\n${stdout}${stderr}`, { cause: error });
  }
}

/** Replaces the built pages. Safe with concurrent builds: any of the results may win. */
async function putInPlace(folder: string): Promise<void> {
  const old = `${folder}-old`;
  await mkdir(PAGES_FOLDER, { recursive: true });
  await rename(PAGES_FOLDER, old).catch(() => undefined);
  await rename(folder, PAGES_FOLDER).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
  });
  await rm(old, { recursive: true, force: true });
}

async function hashOfSources(): Promise<string> {
  const hash = createHash('sha256').update(process.version);
  const files = globSync(SOURCES, { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !file.includes('node_modules'))
    .sort();
  for (const file of files) {
    hash
      .update(path.relative(root, file))
      .update('\0')
      .update(await readFile(file));
  }
  return hash.digest('hex');
}
