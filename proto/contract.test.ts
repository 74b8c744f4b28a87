import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { temporaryFolder } from '@energy/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkContract } from './contract.ts';

const CONTRACT = path.join('energy', 'chat', 'v1', 'chat.proto');

describe('the contract of the chat', () => {
  it('passes the linter, is compatible with its last release, and its generated files are current', async () => {
    expect(await checkContract(import.meta.dirname)).toEqual([]);
  });
});

describe('a contract', () => {
  let folder: string;
  beforeEach(async () => {
    folder = temporaryFolder('contract');
    const isNeeded = (file: string) =>
      !/node_modules|\.ts$/.test(path.relative(import.meta.dirname, file)) ||
      file.includes('generated');
    await cp(import.meta.dirname, folder, { recursive: true, filter: isNeeded });
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function changed(from: string | RegExp, to: string): Promise<readonly string[]> {
    const file = path.join(folder, CONTRACT);
    const before = await readFile(file, 'utf8');
    const after = before.replace(from, to);
    expect(after).not.toBe(before);
    await writeFile(file, after);
    return checkContract(folder);
  }

  it('is reported as stale after a change', async () => {
    const complaints = await changed(
      'message CaughtUp {}',
      'message CaughtUp {\n  int64 at = 1;\n}',
    );
    expect(complaints).toEqual([
      'proto/generated/descriptors.binpb is stale: run "npm run generate".',
      'proto/generated/energy/chat/v1/chat.ts is stale: run "npm run generate".',
    ]);
  });

  it('is refused where it breaks compatibility with its last release', async () => {
    const complaints = await changed('string text = 3;', 'int64 text = 3;');
    expect(complaints[0]).toContain('changed type from "string" to "int64"');
  });

  it('is refused where it violates the naming conventions', async () => {
    const complaints = await changed(
      'message CaughtUp {}',
      'message CaughtUp {\n  int64 At = 1;\n}',
    );
    expect(complaints[0]).toContain('should be lower_snake_case');
  });
});
