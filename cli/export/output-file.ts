import { createWriteStream } from 'node:fs';
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  bytesInRange,
  type EnergyExport,
  EXPORT_FORMATS,
  type ExportFormatName,
  pieces,
} from '@energy/exports';
import type { Terminal } from '../terminal.ts';

export interface OutputFile {
  readonly format: ExportFormatName;
  readonly output: string;
  readonly terminal: Terminal;
}

/**
 * Writes an export beside its file, and renames it when it is whole. A beginning that an interrupted command left is
 * continued if nothing has changed since then.
 */
export async function exportToFile(
  energyExport: EnergyExport,
  { format, output, terminal }: OutputFile,
): Promise<void> {
  const part = `${output}.part`;
  const tagFile = `${part}.tag`;
  const tag = energyExport.tag(format);
  const begun = await begunBytes(part, tagFile, tag);
  const write = async (start: number) => {
    await writeFile(tagFile, tag);
    const bytes = pieces(EXPORT_FORMATS[format].encode(energyExport));
    const rest = Readable.from(bytesInRange(bytes, { start, end: Number.POSITIVE_INFINITY }));
    await pipeline(rest, createWriteStream(part, { flags: start > 0 ? 'a' : 'w' }));
  };
  if (begun > 0) terminal.info(`Continuing after ${begun} bytes.`);
  await write(begun);
  if (begun > 0 && !(await energyExport.isUnchanged())) {
    terminal.info('The data has changed; exporting from the beginning.');
    await write(0);
  }
  await rename(part, output);
  await rm(tagFile);
  terminal.info(`Exported ${(await stat(output)).size} bytes to ${output}.`);
}

/** The size of what an interrupted command has written of the same bytes; 0 if there is nothing. */
async function begunBytes(part: string, tagFile: string, tag: string): Promise<number> {
  try {
    return (await readFile(tagFile, 'utf8')) === tag ? (await stat(part)).size : 0;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}
