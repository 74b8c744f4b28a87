import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { PROBLEM_KINDS } from '../../../packages/http/index.ts';
import german from '../i18n/messages/de/problems.json' with { type: 'json' };
import english from '../i18n/messages/en/problems.json' with { type: 'json' };
import { errorMessage } from './error-message.ts';
import { ApiProblem, Unreachable } from './problem.ts';

const LANGUAGES = { english, german };
const PASSWORD_RULES = ['password-rules.ts', 'authentication.ts'].map(
  (file) => new URL(`../../../packages/credentials/${file}`, import.meta.url),
);

const problem = (kind: string, more: { status?: number; code?: string; retryAfterMs?: number }) => {
  const errors = more.code
    ? [{ in: 'body', parameter: 'any', detail: 'No.', code: more.code }]
    : [];
  const body = { type: `urn:energy:problem:${kind}`, detail: 'In English.', errors } as const;
  return new ApiProblem(more.status ?? 400, body as never, more.retryAfterMs);
};
const exists = (key: string) => {
  const [, group, name] = key.split('.');
  const messages = english[group as 'type' | 'rule'] as Record<string, string>;
  return Object.hasOwn(messages, name!);
};

describe('the message of an error', () => {
  it('exists for every type of problem, in every language', () => {
    for (const kind of Object.keys(PROBLEM_KINDS)) {
      expect(errorMessage(problem(kind, {}), exists).key).toBe(`problems.type.${kind}`);
      const texts = Object.values(LANGUAGES).map(({ type }) => type[kind as keyof typeof type]);
      expect(texts.every(Boolean), kind).toBe(true);
      expect(new Set(texts).size, kind).toBe(texts.length);
    }
  });

  it('exists for every rule for passwords, in every language', async () => {
    const sources = await Promise.all(PASSWORD_RULES.map((file) => readFile(file, 'utf8')));
    const codes = [
      ...new Set(sources.join().match(/(?<=')(?:password-[\w-]+|wrong-password)(?=')/g)),
    ];
    expect(codes.length).toBeGreaterThan(5);
    for (const code of codes) {
      const { key } = errorMessage(problem('invalid-request', { code }), exists);
      expect(key).toBe(`problems.rule.${code}`);
      const texts = Object.values(LANGUAGES).map(({ rule }) => rule[code as keyof typeof rule]);
      expect(texts.every(Boolean), code).toBe(true);
      expect(new Set(texts).size, code).toBe(texts.length);
    }
  });

  it('says when to try again, where the server does', () => {
    expect(errorMessage(problem('too-many-attempts', { retryAfterMs: 1_500 }), exists)).toEqual({
      key: 'problems.tooManyAttemptsFor',
      parameters: { seconds: 2 },
    });
  });

  it('is one of the pages’ own, whatever a server or a proxy answers', () => {
    const keyOf = (error: unknown) => errorMessage(error, exists).key;
    expect(keyOf(problem('of-a-newer-server', {}))).toBe('problems.unexpected.text');
    expect(keyOf(problem('of-a-proxy', { status: 503 }))).toBe('console.problem.unavailable');
    expect(keyOf(new Unreachable('Gone.'))).toBe('console.problem.unreachable');
    expect(keyOf(new TypeError('undefined is not a function'))).toBe('problems.unexpected.text');
    expect(keyOf(problem('invalid-request', { code: 'of-a-newer-server' }))).toBe(
      'problems.type.invalid-request',
    );
  });
});
