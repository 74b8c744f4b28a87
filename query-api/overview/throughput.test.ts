import { beforeEach, describe, expect, it } from 'vitest';
import { Throughput } from './throughput.ts';

let now: number;
let throughput: Throughput;
beforeEach(() => {
  now = 0;
  throughput = new Throughput(() => now);
});

const said = (projectorId: string, readings: number) =>
  throughput.hear({ type: 'ReadingsRecorded', projectorId, readings, milliseconds: 5_000 });

describe('what the projectors record', () => {
  it('is not known until each of them must have said something', () => {
    expect(throughput.total()).toBeUndefined();
    now = 15_000;
    expect(throughput.total()).toEqual({ readingsPerSecond: 0, projectors: 0 });
  });

  it('is added up, by what each said last', () => {
    said('one', 5_000);
    said('other', 100);
    said('one', 10_000);
    expect(throughput.total()).toEqual({ readingsPerSecond: 2_020, projectors: 2 });
  });

  it('is without whoever has fallen silent', () => {
    said('one', 5_000);
    now = 10_000;
    said('other', 100);
    now = 16_000;
    expect(throughput.total()).toEqual({ readingsPerSecond: 20, projectors: 1 });
  });
});
