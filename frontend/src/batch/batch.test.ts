import { describe, expect, it, vi } from 'vitest';
import { ApiProblem, Unreachable } from '../api/problem.ts';
import { Batch } from './batch.ts';

const options = { pause: async () => {}, onChange: () => {} };
const statesOf = (batch: Batch) => batch.lines.map(({ state }) => state);

describe('a batch', () => {
  it('runs every line once, a few at a time', async () => {
    let running = 0;
    let most = 0;
    const done: number[] = [];
    const commands = Array.from({ length: 20 }, (_, index) => async () => {
      running += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      running -= 1;
      done.push(index);
    });
    const batch = new Batch(commands, options);
    await batch.run();
    expect(batch.status).toBe('finished');
    expect(done.toSorted((a, b) => a - b)).toEqual([...commands.keys()]);
    expect(most).toBe(4);
  });

  it('fails line by line, and runs again what failed', async () => {
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

  it('is stopped by a person, and run on from there', async () => {
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
  ])(
    'repeats a command that is answered %i %s after as long as the server says',
    async (status, kind) => {
      const away = new ApiProblem(status, { type: `urn:energy:problem:${kind}` }, 3_000);
      const command = vi.fn().mockRejectedValueOnce(away).mockResolvedValueOnce(undefined);
      const pause = vi.fn(async () => {});
      const batch = new Batch([command], { ...options, pause });
      await batch.run();
      expect(statesOf(batch)).toEqual(['done']);
      expect(pause).toHaveBeenCalledExactlyOnceWith(3_000);
    },
  );

  it('stops where the password is not given again, asks once, and loses no line', async () => {
    let isProven = false;
    const asked = vi.fn();
    const command = async () => {
      if (isProven) return;
      asked();
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
    expect(asked.mock.calls.length).toBeLessThanOrEqual(4); // Those that run at once share a question.
    isProven = true;
    await batch.run();
    expect(new Set(statesOf(batch))).toEqual(new Set(['done']));
  });

  it('stops where it does not pass, and loses no line', async () => {
    let isAway = true;
    const command = async () => {
      if (isAway) throw new Unreachable('Gone.');
    };
    const batch = new Batch(
      Array.from({ length: 9 }, () => command),
      options,
    );
    await batch.run();
    expect(batch.status).toBe('stopped');
    expect(batch.interruption).toBeInstanceOf(Unreachable);
    expect(new Set(statesOf(batch))).toEqual(new Set(['waiting']));
    isAway = false;
    await batch.run();
    expect(batch.status).toBe('finished');
    expect(batch.interruption).toBeUndefined();
  });
});
