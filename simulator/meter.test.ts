import type { Reading } from '@energy/measurements';
import { describe, expect, it } from 'vitest';
import type { CsvValue } from './csv-values.ts';
import { intervals, Meter, type MeterParts } from './meter.ts';
import { IntervalRows, RegisterRows } from './register.ts';

const DEVICE = '5c2494a3-1140-4c7a-991a-a1a2561c6bc2';

/** A meter on a clock that shows 0, 10, 20 … and ends before `to`. */
function meterOn(parts: Pick<MeterParts, 'onBadRow' | 'reads'>, to = 1_000) {
  const sent: Reading[] = [];
  const said: string[] = [];
  const put = async (reading: Reading) => void sent.push(reading);
  const log = { info: () => {}, warn: (text: string) => said.push(text) };
  const meter = new Meter({ device: DEVICE, outbox: { put }, log, ...parts });
  const ticks = (async function* () {
    for (let at = 0; at < to; at += 10) yield at;
  })();
  return { meter, ticks, sent, said };
}

/** A file whose rows say `texts`, after a header. */
function file(...texts: string[]): () => AsyncIterable<CsvValue> {
  return async function* () {
    for (const [index, text] of texts.entries()) yield { line: index + 2, text };
  };
}

const ONCE = { loop: false };
const AGAIN_AND_AGAIN = { loop: true };

describe('a meter', () => {
  it('sends a row at each tick of its clock, and ends with its file', async () => {
    const { meter, ticks, sent } = meterOn({ onBadRow: 'skip' });
    const rows = intervals(file('60', '50'), new IntervalRows('Wh'), ONCE);
    expect(await meter.run(rows, ticks)).toBe('the file ends here');
    expect(sent).toEqual([
      { deviceId: DEVICE, at: 0, energy: 60_000_000 },
      { deviceId: DEVICE, at: 10, energy: 50_000_000 },
    ]);
    expect(meter).toMatchObject({ lastEnergy: 50_000_000, clock: 10, badRows: 0 });
  });

  it('ends with its clock', async () => {
    const { meter, ticks, sent } = meterOn({ onBadRow: 'skip' }, 20);
    const rows = intervals(file('1', '2', '3'), new IntervalRows('Wh'), ONCE);
    expect(await meter.run(rows, ticks)).toBe('the clock has reached --to');
    expect(sent.map(({ at }) => at)).toEqual([0, 10]);
  });

  it('starts its file again where it is to', async () => {
    const { meter, ticks, sent } = meterOn({ onBadRow: 'skip' }, 50);
    await meter.run(intervals(file('1', '2'), new IntervalRows('Wh'), AGAIN_AND_AGAIN), ticks);
    expect(sent.map(({ energy }) => energy / 1e6)).toEqual([1, 2, 1, 2, 1]);
  });

  it('reports a bad row and lets its interval pass without a reading', async () => {
    const { meter, ticks, sent, said } = meterOn({ onBadRow: 'skip' });
    await meter.run(intervals(file('1', 'n/a', '3'), new IntervalRows('Wh'), ONCE), ticks);
    expect(sent.map(({ at }) => at)).toEqual([0, 20]);
    expect(said).toEqual(['line 3: "n/a" is no number; this interval passes without a reading']);
    expect(meter.badRows).toBe(1);
  });

  it('stops at a bad row where it is to', async () => {
    const { meter, ticks, sent } = meterOn({ onBadRow: 'fail' });
    const rows = intervals(file('1', '-2', '3'), new IntervalRows('Wh'), ONCE);
    await expect(meter.run(rows, ticks)).rejects.toThrow('line 3: "-2" is negative');
    expect(sent).toHaveLength(1);
  });

  it('stops where no row of its file holds a value, rather than to start it for ever', async () => {
    const { meter, ticks } = meterOn({ onBadRow: 'skip' });
    const rows = intervals(file('a', 'b'), new IntervalRows('Wh'), AGAIN_AND_AGAIN);
    await expect(meter.run(rows, ticks)).rejects.toThrow('no row of the file holds a value');
  });

  it('sends registers as they are, those that are off their course too', async () => {
    const { meter, ticks, sent, said } = meterOn({ onBadRow: 'skip', reads: 'register' });
    const rows = file('13423.5', '13423.6', '0', 'n/a', '134237', '13423.8');
    await meter.run(intervals(rows, new IntervalRows('Wh'), ONCE), ticks);
    expect(sent.map(({ at, energy }) => [at, energy / 1e6])).toEqual([
      [0, 13_423.5],
      [10, 13_423.6],
      [20, 0],
      [40, 134_237],
      [50, 13_423.8],
    ]);
    expect(sent.every(({ reads }) => reads === 'register')).toBe(true);
    expect(said).toEqual(['line 5: "n/a" is no number; this interval passes without a reading']);
  });

  it('reads a register by its differences, a reset among them', async () => {
    const { meter, ticks, sent, said } = meterOn({ onBadRow: 'skip' }, 70);
    const rows = intervals(file('5', '7', '1', '4'), new RegisterRows('Wh'), AGAIN_AND_AGAIN);
    await meter.run(rows, ticks);
    expect(sent.map(({ at, energy }) => [at, energy / 1e6])).toEqual([
      [10, 2],
      [30, 3],
      [50, 2],
    ]);
    expect(said).toEqual([
      'line 4: the register fell (replaced or reset); it counts on from this row',
      'line 2: the file starts again; its register counts on from this row',
      'line 4: the register fell (replaced or reset); it counts on from this row',
    ]);
  });
});
