import { describe, expect, it } from 'vitest';
import { EarlyAnswers } from './early-answers.ts';

const URL_ASKED = 'http://127.0.0.1/api/session';

function asked(now = 0) {
  const urls: string[] = [];
  const clock = { now };
  const early = new EarlyAnswers(
    async (url) => {
      urls.push(url);
      return new Response(url);
    },
    () => clock.now,
  );
  early.ask(URL_ASKED);
  return { early, urls, clock };
}

describe('an answer that was asked for early', () => {
  it('is for whoever asks for the same first, and for nobody else', async () => {
    const { early, urls } = asked();
    expect(early.take(new Request('http://127.0.0.1/api/devices'))).toBeUndefined();
    expect(await (await early.take(new Request(URL_ASKED)))!.text()).toBe(URL_ASKED);
    expect(early.take(new Request(URL_ASKED))).toBeUndefined();
    expect(urls).toEqual([URL_ASKED]);
  });

  it('is not for a command, nor for who wants to see what they just saved', () => {
    const { early } = asked();
    expect(early.take(new Request(URL_ASKED, { method: 'DELETE' }))).toBeUndefined();
    const headers = { 'energy-position': '12' };
    expect(early.take(new Request(URL_ASKED, { headers }))).toBeUndefined();
    expect(early.take(new Request(URL_ASKED))).toBeDefined();
  });

  it('is out of date in a while', () => {
    const { early, clock } = asked();
    clock.now = 10_001;
    expect(early.take(new Request(URL_ASKED))).toBeUndefined();
  });

  it('that fails does so for who takes it', async () => {
    const early = new EarlyAnswers(
      () => Promise.reject(new TypeError('away')),
      () => 0,
    );
    early.ask(URL_ASKED);
    await expect(early.take(new Request(URL_ASKED))).rejects.toThrow('away');
  });
});
