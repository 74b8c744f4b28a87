import { describe, expect, it } from 'vitest';
import { type MeasuredRun, repeatLostTraces } from './lost-trace.ts';

const failed = (code: string): MeasuredRun => ({ runtimeError: { code, message: `(${code})` } });

async function repeated(...runs: MeasuredRun[]) {
  const lines: string[] = [];
  const result = await repeatLostTraces(
    async () => runs.shift()!,
    (line) => lines.push(line),
  ).catch(({ message }: Error) => message);
  return { result, lines, left: runs.length };
}

describe('a run of Lighthouse', () => {
  it('that lost the start of its trace is repeated, and says so', async () => {
    const { result, lines } = await repeated(failed('NO_NAVSTART'), failed('NO_NAVSTART'), {});
    expect(result).toEqual({});
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain('NO_NAVSTART');
  });

  it('that lost it again and again fails', async () => {
    const { result, left } = await repeated(
      ...Array.from({ length: 9 }, () => failed('NO_NAVSTART')),
    );
    expect(result).toBe('Lighthouse could not measure: (NO_NAVSTART)');
    expect(left).toBe(5);
  });

  it('that failed otherwise is not repeated', async () => {
    const { result, lines, left } = await repeated(failed('FAILED_DOCUMENT_REQUEST'), {});
    expect(result).toBe('Lighthouse could not measure: (FAILED_DOCUMENT_REQUEST)');
    expect({ lines, left }).toEqual({ lines: [], left: 1 });
  });
});
