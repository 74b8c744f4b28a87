import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What is generated from the contract, in the folder of this name: TypeScript, and its descriptors. */
const GENERATED = 'generated';
const DESCRIPTORS = path.join(GENERATED, 'descriptors.binpb');
/** What reflection describes beside the contract: the health service and the details of errors. */
const REFLECTED = 'reflected';
const REFLECTED_DESCRIPTORS = path.join(GENERATED, 'reflected.binpb');
/** The contract as it was last released; a release copies the descriptors here. */
const RELEASED = 'released.binpb';

/**
 * Generates from the contract in `folder`.
 *
 * @param into the folder that GENERATED is made in; the contract's own where it is not given
 * @throws Error with the complaints of buf
 */
export async function generate(folder: string, into = folder): Promise<void> {
  await buf(folder, 'generate', '--output', into);
  const build = ['build', '--as-file-descriptor-set', '--output'];
  await buf(folder, ...build, path.join(into, DESCRIPTORS));
  await buf(path.join(folder, REFLECTED), ...build, path.join(into, REFLECTED_DESCRIPTORS));
}

/** What is wrong with the contract in `folder` and with what was generated from it, in sentences. */
export async function checkContract(folder: string): Promise<readonly string[]> {
  return [
    ...(await complaintsOf(buf(folder, 'lint'))),
    ...(await complaintsOf(buf(folder, 'breaking', '--against', RELEASED))),
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

async function complaintsOf(work: Promise<void>): Promise<readonly string[]> {
  return work.then(
    () => [],
    (error: Error) => [error.message],
  );
}

/** Runs buf, which finds the generator beside it and the Node.js that this process runs on. */
async function buf(folder: string, ...parameters: readonly string[]): Promise<void> {
  const bin = path.join(import.meta.dirname, '..', 'node_modules', '.bin');
  const programs = [bin, path.dirname(process.execPath), process.env.PATH];
  const env = { ...process.env, PATH: programs.join(path.delimiter) };
  try {
    await run(path.join(bin, 'buf'), parameters, { cwd: folder, env });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    const said = `${stdout ?? ''}${stderr ?? ''}`.trim() || String(error);
    throw new Error(`buf ${parameters[0]}: ${said}`, { cause: error });
  }
}
