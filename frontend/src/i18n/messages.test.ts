import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { baseCompile } from '@intlify/message-compiler';
import { describe, expect, it } from 'vitest';
import { REJECTION_REASONS } from '../../../packages/measurements/index.ts';
import { LANGUAGES } from './locales.ts';

const SOURCES = path.join(import.meta.dirname, '..');

/** Reads all messages of a language by their keys, such as `session.change.save`. */
async function readMessages(language: string): Promise<ReadonlyMap<string, string>> {
  const files = globSync(`i18n/messages/${language}/*.json`, { cwd: SOURCES });
  const messages = new Map<string, string>();
  for (const file of files) {
    const content: unknown = JSON.parse(await readFile(path.join(SOURCES, file), 'utf8'));
    collect(content, path.basename(file, '.json'));
  }
  return messages;

  function collect(part: unknown, key: string): void {
    if (typeof part === 'string') messages.set(key, part);
    else
      for (const [name, inner] of Object.entries(part as object)) collect(inner, `${key}.${name}`);
  }
}

const parametersIn = (message: string) => [...new Set(message.match(/\{\w+\}/g) ?? [])].sort();

describe('the messages', () => {
  it('have the same keys, parameters and plural forms in every language', async () => {
    const english = await readMessages('en');
    for (const language of LANGUAGES) {
      const messages = await readMessages(language);
      expect([...messages.keys()].sort()).toEqual([...english.keys()].sort());
      for (const [key, message] of messages) {
        const expected = { key, parameters: parametersIn(english.get(key)!) };
        expect({ key, parameters: parametersIn(message) }).toEqual(expected);
        expect(message.split('|').length, key).toBe(english.get(key)!.split('|').length);
      }
    }
  });

  it('name every reason for rejecting a reading', async () => {
    for (const language of LANGUAGES) {
      const messages = await readMessages(language);
      for (const reason of REJECTION_REASONS) {
        expect(
          messages.get(`overview.reasons.reason.${reason}`),
          `${language}: ${reason}`,
        ).toBeTruthy();
      }
    }
  });

  it('compile', async () => {
    for (const language of LANGUAGES) {
      for (const [key, message] of await readMessages(language)) {
        const onError = (error: Error) => expect.fail(`${key}: ${error.message}`);
        baseCompile(message, { onError });
      }
    }
  });

  it('exist for every key that the pages name, and all are used', async () => {
    const keys = [...(await readMessages('en')).keys()];
    const usedKeys = new Set<string>();
    const patterns: RegExp[] = [];
    for (const file of globSync('**/*.{vue,ts}', { cwd: SOURCES })) {
      if (file.endsWith('.test.ts') || file === 'api/schema.d.ts') continue;
      const code = await readFile(path.join(SOURCES, file), 'utf8');
      for (const [, key] of code.matchAll(
        /'((?:alerts|app|chat|console|energy|history|overview|problems|session|tariffs)\.[\w.]+)'/g,
      )) {
        usedKeys.add(key!);
      }
      for (const [, key] of code.matchAll(
        /`((?:alerts|app|chat|console|energy|history|overview|problems|session|tariffs)\.[^`]+)`/g,
      )) {
        patterns.push(
          new RegExp(`^${key!.replaceAll('.', '\\.').replaceAll(/\$\{[\w.\\]+\}/g, '[\\w-]+')}$`),
        );
      }
    }
    expect([...usedKeys].filter((key) => !keys.includes(key))).toEqual([]);
    const isUsed = (key: string) =>
      usedKeys.has(key) || patterns.some((pattern) => pattern.test(key));
    expect(keys.filter((key) => !isUsed(key))).toEqual([]);
  });
});
