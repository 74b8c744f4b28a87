import { describe, expect, it, vi } from 'vitest';
import { ApiProblem, Unreachable } from '../api/problem.ts';
import { Batch } from './batch.ts';

const options = { delay: async () => {}, onChange: () => {} };
const statesOf = (batch: Batch) => batch.lines.map(({ state }) => state);

describe('a batch', () => {
  it('runs every line once, four at a time', async () => {
    let running = 0;
    let maxRunning = 0;
    const done: number[] = [];
    const commands = Array.from({ length: 20 }, (_, index) => async () => {
      running += 1;
      maxRunning = Math.max(maxRunning, running);
      await Promise.resolve();
      running -= 1;
      done.push(index);
    });
    const batch = new Batch(commands, options);
    await batch.run();
    expect(batch.status).toBe('finished');
    expect(done.toSorted((a, b) => a - b)).toEqual([...commands.keys()]);
    expect(maxRunning).toBe(4);
  });

  it('fails line by line, and retries the failed lines only', async () => {
    const refusal = new ApiProblem(409, { detail: 'No.' });
    const second = vi.fn().mockRejectedValueOnce(refusal).mockResolvedValueOnce(undefined);
    const first = vi.fn().mockResolvedValue(undefined);
    const batch = new Batch([first, second], options);
    await batch.run();
    expect(batch.lines).toEqual([{ state: 'done' }, { state: 'failed', error: refusal }]);
    await batch.retry();
    expect(statesOf(batch)).toEqual(['done', 'done']);
    expect(first).toHaveBeenCalledTimes(1);
  });

  it('resumes where a person stopped it', async () => {
    const batch: Batch = new Batch(
      Array.from({ length: 10 }, (_, index) => async () => {
        if (index === 3) batch.stop();
      }),
      options,
    );
    await batch.run();
    expect(batch.status).toBe('stopped');
    expect(batch.interruption).toBeUndefined();
    expect(statesOf(batch).filter((state) => state === 'waiting').length).toBeGreaterThan(0);
    await batch.run();
    expect(new Set(statesOf(batch))).toEqual(new Set(['done']));
  });

  it.each([
    [503, 'engine-unavailable'],
    [429, 'too-many-requests'],
  ])('retries a command that got %i %s after the server’s Retry-After', async (status, kind) => {
    const unavailable = new ApiProblem(status, { type: `urn:energy:problem:${kind}` }, 3_000);
    const command = vi.fn().mockRejectedValueOnce(unavailable).mockResolvedValueOnce(undefined);
    const delay = vi.fn(async () => {});
    const batch = new Batch([command], { ...options, delay });
    await batch.run();
    expect(statesOf(batch)).toEqual(['done']);
    expect(delay).toHaveBeenCalledExactlyOnceWith(3_000);
  });

  it('stops where the password is not confirmed, asks once, and loses no line', async () => {
    let isProven = false;
    const onProofRequired = vi.fn();
    const command = async () => {
      if (isProven) return;
      onProofRequired();
      throw new ApiProblem(403, { type: 'urn:energy:problem:proof-required' });
    };
    const batch = new Batch(
      Array.from({ length: 200 }, () => command),
      options,
    );
    await batch.run();
    expect(batch.status).toBe('stopped');
    expect(batch.interruption).toBeInstanceOf(ApiProblem);
    expect(new Set(statesOf(batch))).toEqual(new Set(['waiting']));
    expect(onProofRequired.mock.calls.length).toBeLessThanOrEqual(4); // Concurrent lines share one question.
    isProven = true;
    await batch.run();
    expect(new Set(statesOf(batch))).toEqual(new Set(['done']));
  });

  it('stops where a temporary failure lasts, and loses no line', async () => {
    let isUnreachable = true;
    const command = async () => {
      if (isUnreachable) throw new Unreachable('Gone.');
    };
    const batch = new Batch(
      Array.from({ length: 9 }, () => command),
      options,
    );
    await batch.run();
    expect(batch.status).toBe('stopped');
    expect(batch.interruption).toBeInstanceOf(Unreachable);
    expect(new Set(statesOf(batch))).toEqual(new Set(['waiting']));
    isUnreachable = false;
    await batch.run();
    expect(batch.status).toBe('finished');
    expect(batch.interruption).toBeUndefined();
  });
});
