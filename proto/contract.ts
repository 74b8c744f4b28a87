import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The folder of the generated TypeScript and descriptors. */
const GENERATED = 'generated';
const DESCRIPTORS = path.join(GENERATED, 'descriptors.binpb');
/** The folder of further contracts for reflection: the health service and error details. */
const REFLECTED = 'reflected';
const REFLECTED_DESCRIPTORS = path.join(GENERATED, 'reflected.binpb');
/** The descriptors of the last release; a release copies them here. */
const RELEASED = 'released.binpb';

/**
 * Generates code and descriptors from the contract in `folder`.
 *
 * @param into the folder that gets the folder `generated`; the contract's own by default
 * @throws Error with the output of buf
 */
export async function generate(folder: string, into = folder): Promise<void> {
  await buf(folder, 'generate', '--output', into);
  const build = ['build', '--as-file-descriptor-set', '--output'];
  await buf(folder, ...build, path.join(into, DESCRIPTORS));
  await buf(path.join(folder, REFLECTED), ...build, path.join(into, REFLECTED_DESCRIPTORS));
}

/** Checks the contract in `folder` and its generated files, and returns the faults as sentences. */
export async function checkContract(folder: string): Promise<readonly string[]> {
  return [
    ...(await faultsOf(buf(folder, 'lint'))),
    ...(await faultsOf(buf(folder, 'breaking', '--against', RELEASED))),
    ...(await staleFiles(folder)),
  ];
}

async function staleFiles(folder: string): Promise<readonly string[]> {
  const fresh = await mkdtemp(path.join(tmpdir(), 'contract-'));
  try {
    await generate(folder, fresh);
    const files = new Set((await Promise.all([folder, fresh].map(generatedFiles))).flat());
    const stale = await Promise.all(
      [...files].map(async (file) => ((await isSame(file, folder, fresh)) ? [] : [file])),
    );
    return stale
      .flat()
      .map((file) => `proto/${GENERATED}/${file} is stale: run "npm run generate".`);
  } finally {
    await rm(fresh, { recursive: true });
  }
}

async function generatedFiles(folder: string): Promise<string[]> {
  const entries = await readdir(path.join(folder, GENERATED), {
    recursive: true,
    withFileTypes: true,
  });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      path.relative(path.join(folder, GENERATED), path.join(entry.parentPath, entry.name)),
    );
}

async function isSame(file: string, ...folders: readonly string[]): Promise<boolean> {
  const contents = await Promise.all(
    folders.map((folder) => readFile(path.join(folder, GENERATED, file)).catch(() => undefined)),
  );
  const [first, second] = contents;
  return first !== undefined && second !== undefined && first.equals(second);
}

async function faultsOf(work: Promise<void>): Promise<readonly string[]> {
  return work.then(
    () => [],
    (error: Error) => [error.message],
  );
}

/** Runs buf with a PATH that has its generator and the Node.js of this process. */
async function buf(folder: string, ...parameters: readonly string[]): Promise<void> {
  const bin = path.join(import.meta.dirname, '..', 'node_modules', '.bin');
  const programs = [bin, path.dirname(process.execPath), process.env.PATH];
  const env = { ...process.env, PATH: programs.join(path.delimiter) };
  try {
    await run(path.join(bin, 'buf'), parameters, { cwd: folder, env });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    const output = `${stdout ?? ''}${stderr ?? ''}`.trim() || String(error);
    throw new Error(`buf ${parameters[0]}: ${output}`, { cause: error });
  }
}
