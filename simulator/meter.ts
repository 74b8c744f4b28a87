import type { MicrowattHours } from '@energy/domain';
import type { EngineLog } from '@energy/engines';
import { type CsvValue, UnusableFile } from './csv-values.ts';
import type { Outbox } from './outbox.ts';
import { type Interval, LOOKAHEAD, type RowReader } from './register.ts';

/**
 * The file's rows as intervals, once or (`loop`) again and again.
 *
 * @param openFile reads the file from its beginning
 * @throws UnusableFile where not one row holds a value
 */
export async function* intervals(
  openFile: () => AsyncIterable<CsvValue>,
  rows: RowReader,
  { loop }: { loop: boolean },
): AsyncGenerator<Interval> {
  do {
    let usable = false;
    for await (const { row, upcoming } of withUpcoming(openFile())) {
      const interval = rows.read(row, upcoming);
      usable ||= interval.status !== 'bad row';
      yield interval;
    }
    if (!usable) throw new UnusableFile('no row of the file holds a value');
    rows.restart();
  } while (loop);
}

/** Each row with those that follow it. */
async function* withUpcoming(
  rows: AsyncIterable<CsvValue>,
): AsyncGenerator<{ row: CsvValue; upcoming: readonly CsvValue[] }> {
  const upcoming: CsvValue[] = [];
  for await (const row of rows) {
    upcoming.push(row);
    if (upcoming.length > LOOKAHEAD) yield { row: upcoming.shift()!, upcoming };
  }
  while (upcoming.length > 0) yield { row: upcoming.shift()!, upcoming };
}

export interface MeterParts {
  readonly device: string;
  readonly outbox: Pick<Outbox, 'put'>;
  readonly onBadRow: 'skip' | 'fail';
  readonly log: EngineLog;
  /** Present if the values are registers, which are sent as they are. */
  readonly reads?: 'register';
}

/** One meter: a row of its file each time its clock ticks, a reading for each row with a value. */
export class Meter {
  readonly #parts: MeterParts;
  #lastEnergy: MicrowattHours | undefined;
  #clock: number | undefined;
  #badRows = 0;

  constructor(parts: MeterParts) {
    this.#parts = parts;
  }

  /** The energy of the last reading. */
  get lastEnergy(): MicrowattHours | undefined {
    return this.#lastEnergy;
  }

  /** The instant of the last interval: milliseconds since 1970, UTC. */
  get clock(): number | undefined {
    return this.#clock;
  }

  get badRows(): number {
    return this.#badRows;
  }

  /**
   * Meters until the rows or the ticks end; says which.
   *
   * @throws UnusableFile at a bad row, where those are fatal
   */
  async run(rows: AsyncIterable<Interval>, ticks: AsyncIterator<number>): Promise<MeterEnd> {
    for await (const interval of rows) {
      const tick = await ticks.next();
      if (tick.done) return 'the clock has reached --to';
      this.#clock = tick.value;
      await this.#take(interval, tick.value);
    }
    return 'the file ends here';
  }

  async #take(interval: Interval, at: number): Promise<void> {
    const { device, outbox, onBadRow, log, reads } = this.#parts;
    switch (interval.status) {
      case 'measured':
        await outbox.put({
          deviceId: device,
          at,
          energy: interval.energy,
          ...(reads && { reads }),
        });
        this.#lastEnergy = interval.energy;
        return;
      case 'baseline':
        if (interval.because === 'first row') return;
        log.warn(`line ${interval.line}: ${BASELINE_NOTICES[interval.because]}`);
        return;
      case 'bad row': {
        const problem = `line ${interval.line}: ${interval.problem}`;
        if (onBadRow === 'fail') throw new UnusableFile(problem);
        this.#badRows++;
        log.warn(`${problem}; this interval passes without a reading`);
        return;
      }
      default:
        return interval satisfies never;
    }
  }
}

export type MeterEnd = 'the clock has reached --to' | 'the file ends here';

const BASELINE_NOTICES = {
  'file restarted': 'the file starts again; its register counts on from this row',
  'register fell': 'the register fell (replaced or reset); it counts on from this row',
} as const;
