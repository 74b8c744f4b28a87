import { execFile } from 'node:child_process';
import { mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const SIZE_MIB = 128;
const BLOCK = Buffer.alloc(64 * 1024);

const run = promisify(execFile);

/** A file system of its own, in memory, that can be filled. */
export class SmallDisk {
  readonly folder: string;
  readonly #ballast: string;

  /** @returns `undefined` where this user may not mount file systems */
  static async mount(): Promise<SmallDisk | undefined> {
    const folder = await mkdtemp(path.join(tmpdir(), 'energy-small-disk-'));
    try {
      await run('mount', ['-t', 'tmpfs', '-o', `size=${SIZE_MIB}m,mode=0700`, 'tmpfs', folder]);
    } catch {
      await rm(folder, { recursive: true });
      return undefined;
    }
    return new SmallDisk(folder);
  }

  private constructor(folder: string) {
    this.folder = folder;
    this.#ballast = path.join(folder, 'ballast');
  }

  /** Leaves no free block. */
  async fill(): Promise<void> {
    for (;;) {
      const { bavail, bsize } = await statfs(this.folder);
      if (bavail === 0) return;
      const length = Math.min(bavail * bsize, BLOCK.length);
      await writeFile(this.#ballast, BLOCK.subarray(0, length), { flag: 'a' }).catch(ignoreFull);
    }
  }

  async empty(): Promise<void> {
    await rm(this.#ballast, { force: true });
  }

  async unmount(): Promise<void> {
    await run('umount', ['--lazy', this.folder]);
    await rm(this.folder, { recursive: true });
  }
}

function ignoreFull(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOSPC') throw error;
}
