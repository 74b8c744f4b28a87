import { afterEach, describe, expect, it, vi } from 'vitest';
import type { RequestActor } from './token.ts';
import { VerifiedTokens } from './verified-tokens.ts';

afterEach(() => {
  vi.useRealTimers();
});

const actor = (expiresAt: number): RequestActor => ({
  userId: 'ada',
  role: 'client',
  sessionId: 'one',
  mustChangePassword: false,
  expiresAt,
});

describe('a verified token', () => {
  it('speaks for who it spoke for, until it expires', () => {
    vi.useFakeTimers();
    const tokens = new VerifiedTokens();
    const ada = actor(Date.now() + 1_000);
    tokens.add('token', ada);
    expect(tokens.find('token')).toBe(ada);
    vi.advanceTimersByTime(1_000);
    expect(tokens.find('token')).toBeUndefined();
  });

  it('is verified again when very many others came after it', () => {
    const tokens = new VerifiedTokens();
    const ada = actor(Date.now() + 60_000);
    for (let n = 0; n <= 20_000; n++) tokens.add(`token ${n}`, ada);
    expect(tokens.find('token 0')).toBeUndefined();
    expect(tokens.find('token 10001')).toBe(ada);
  });
});
