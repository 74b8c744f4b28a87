import { beforeEach, describe, expect, it } from 'vitest';
import { Throughput } from './throughput.ts';

let now: number;
let throughput: Throughput;
beforeEach(() => {
  now = 0;
  throughput = new Throughput(() => now);
});

const report = (projectorId: string, readings: number) =>
  throughput.record({ type: 'ReadingsRecorded', projectorId, readings, milliseconds: 5_000 });

describe('the throughput of the projectors', () => {
  it('is unknown until every projector must have reported', () => {
    expect(throughput.total()).toBeUndefined();
    now = 15_000;
    expect(throughput.total()).toEqual({ readingsPerSecond: 0, projectors: 0 });
  });

  it('adds up the last report of each', () => {
    report('one', 5_000);
    report('other', 100);
    report('one', 10_000);
    expect(throughput.total()).toEqual({ readingsPerSecond: 2_020, projectors: 2 });
  });

  it('leaves out projectors that have stopped', () => {
    report('one', 5_000);
    now = 10_000;
    report('other', 100);
    now = 16_000;
    expect(throughput.total()).toEqual({ readingsPerSecond: 20, projectors: 1 });
  });
});
