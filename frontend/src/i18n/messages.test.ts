import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { baseCompile } from '@intlify/message-compiler';
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from './locales.ts';

const sources = path.join(import.meta.dirname, '..');

/** Every message of a language by its key, such as `session.change.save`. */
async function messagesOf(language: string): Promise<ReadonlyMap<string, string>> {
  const files = globSync(`i18n/messages/${language}/*.json`, { cwd: sources });
  const messages = new Map<string, string>();
  for (const file of files) {
    const content: unknown = JSON.parse(await readFile(path.join(sources, file), 'utf8'));
    collect(content, path.basename(file, '.json'));
  }
  return messages;

  function collect(part: unknown, key: string): void {
    if (typeof part === 'string') messages.set(key, part);
    else
      for (const [name, inner] of Object.entries(part as object)) collect(inner, `${key}.${name}`);
  }
}

const parametersOf = (message: string) => [...new Set(message.match(/\{\w+\}/g) ?? [])].sort();

describe('the messages', () => {
  it('are the same in every language, with the same parameters', async () => {
    const english = await messagesOf('en');
    for (const language of LANGUAGES) {
      const messages = await messagesOf(language);
      expect([...messages.keys()].sort()).toEqual([...english.keys()].sort());
      for (const [key, message] of messages) {
        expect({ key, of: parametersOf(message) }).toEqual({
          key,
          of: parametersOf(english.get(key)!),
        });
        expect(message.split('|').length, key).toBe(english.get(key)!.split('|').length);
      }
    }
  });

  it('can be compiled', async () => {
    for (const language of LANGUAGES) {
      for (const [key, message] of await messagesOf(language)) {
        const onError = (error: Error) => expect.fail(`${key}: ${error.message}`);
        baseCompile(message, { onError });
      }
    }
  });

  it('are there for every key that the pages name, and each is used', async () => {
    const keys = [...(await messagesOf('en')).keys()];
    const named = new Set<string>();
    const patterns: RegExp[] = [];
    for (const file of globSync('**/*.{vue,ts}', { cwd: sources })) {
      if (file.endsWith('.test.ts') || file === 'api/schema.d.ts') continue;
      const code = await readFile(path.join(sources, file), 'utf8');
      for (const [, key] of code.matchAll(
        /'((?:alerts|app|chat|console|energy|history|overview|problems|session)\.[\w.]+)'/g,
      )) {
        named.add(key!);
      }
      for (const [, key] of code.matchAll(
        /`((?:alerts|app|chat|console|energy|history|overview|problems|session)\.[^`]+)`/g,
      )) {
        patterns.push(
          new RegExp(`^${key!.replaceAll('.', '\\.').replaceAll(/\$\{\w+\}/g, '[\\w-]+')}$`),
        );
      }
    }
    expect([...named].filter((key) => !keys.includes(key))).toEqual([]);
    const isUsed = (key: string) => named.has(key) || patterns.some((pattern) => pattern.test(key));
    expect(keys.filter((key) => !isUsed(key))).toEqual([]);
  });
});
