import { OWNERSHIP_EVENTS, OWNERSHIP_INDEX, type OwnershipStore } from '@energy/accounts';
import { dayText } from '@energy/domain';
import { backlogOf, type EventStore, type Position, type Selection } from '@energy/event-store';
import {
  type DayReview,
  type Generation,
  type HourReview,
  hourOfKey,
  type ProjectedRow,
  type ReadModels,
  versionOf,
} from '@energy/read-models';
import {
  expectEvents,
  PROJECTIONS,
  type ProjectionDefinition,
} from '@energy/read-models/projection';
import {
  otherProjections,
  withEventStore,
  withOwnershipStoreIfThere,
  withReadModels,
} from '../engines.ts';
import type { Terminal } from '../terminal.ts';
import { localTime } from '../time.ts';
import { DAILY_CONSUMPTION, HOURLY_CONSUMPTION } from './projection-name.ts';

const MAX_COUNTED_EVENTS = 10_000;

/** Lag of a projection behind the events. */
interface Lag {
  /** At most {@link MAX_COUNTED_EVENTS}, which means that many or more. */
  readonly events: number;
  /** Time at which the oldest of them was recorded (ISO 8601, UTC); null if there are none. */
  readonly since: string | null;
  /** Approximate share of the events that is projected, from 0 to 1. */
  readonly share: number;
}

/** A projection in the JSON output. */
interface Listed {
  readonly name: string;
  /** Version of its shape. */
  readonly version: number;
  /** Null for a projection with a single generation. */
  readonly generation: number | null;
  readonly rows: number;
  readonly position: Position | null;
  /** Null if it is not projected from events, or if the event store lacks its position. */
  readonly lag: Lag | null;
  /** True if the event store lacks events that the rows were built from. */
  readonly isAhead: boolean;
  /** The unfinished rebuild, whether or not a process works on it now. */
  readonly rebuild: Rebuild | null;
}

type Rebuild =
  | {
      readonly generation: number;
      readonly rows: number;
      readonly position: Position | null;
      readonly lag: Lag | null;
      readonly isAhead: boolean;
    }
  | { readonly throughHour: string; readonly lastHour: string }
  | { readonly throughDay: string; readonly lastDay: string };

/**
 * Lists every projection, as text for people or as JSON for programs.
 *
 * @throws EventsMissing after the list, if the event store lacks events of any
 */
export async function listProjections(terminal: Terminal, json: boolean): Promise<void> {
  await withEventStore(terminal, (store) =>
    withReadModels(terminal, (models) =>
      withOwnershipStoreIfThere(terminal, async (index) => {
        const all: Listed[] = [];
        for (const each of PROJECTIONS) all.push(await listedProjection(each, store, models));
        all.push(await listedHours(models));
        all.push(await listedDays(models));
        all.push(await listedIndex(index, store));
        print(all, json, terminal);
        await expectEvents(models, store, otherProjections(index));
      }),
    ),
  );
}

function print(listed: readonly Listed[], json: boolean, terminal: Terminal): void {
  const lines = json
    ? listed.map((each) => JSON.stringify(each))
    : aligned(listed.map((each) => columnsOf(each, terminal)));
  for (const line of lines) terminal.print(line);
}

async function listedProjection(
  definition: ProjectionDefinition,
  store: EventStore,
  models: ReadModels,
): Promise<Listed> {
  const { generations } = definition.rows(models);
  const inUse = await generations.inUse();
  const built = await generations.beingBuilt();
  return {
    name: definition.name,
    version: versionOf(inUse.name),
    ...(await statusOf(definition, inUse, store)),
    rebuild: built ? await statusOf(definition, built, store) : null,
  };
}

async function statusOf(
  { streams }: ProjectionDefinition,
  generation: Generation<ProjectedRow>,
  store: EventStore,
) {
  const position = await generation.position();
  const rows = await generation.count();
  const lag = await lagAfter(position, { prefixes: [streams] }, store);
  const isAhead = lag === null;
  return { generation: generation.number, rows, position: position ?? null, lag, isAhead };
}

/** Null if the event store does not have the position. */
async function lagAfter(
  position: Position | undefined,
  selection: Selection,
  store: EventStore,
): Promise<Lag | null> {
  if (position !== undefined && !(await store.hasPosition(position))) return null;
  const after = { ...selection, after: position };
  const { events, since } = await backlogOf(store, after, MAX_COUNTED_EVENTS);
  const share = events === 0 ? 1 : await store.shareUpTo(position);
  return { events, since: since === undefined ? null : new Date(since).toISOString(), share };
}

/** The index that commands decide by; empty where no command-api has made it yet. */
async function listedIndex(index: OwnershipStore | undefined, store: EventStore): Promise<Listed> {
  const position = await index?.position();
  const lag = await lagAfter(position, OWNERSHIP_EVENTS, store);
  return {
    name: OWNERSHIP_INDEX,
    version: 1,
    generation: null,
    rows: (await index?.count()) ?? 0,
    position: position ?? null,
    lag,
    isAhead: lag === null,
    rebuild: null,
  };
}

async function listedHours({ consumption: { review } }: ReadModels): Promise<Listed> {
  const through = await review.rebuiltTo();
  const extent = await review.extent();
  return listedConsumption(
    HOURLY_CONSUMPTION,
    review,
    through !== undefined && extent
      ? { throughHour: instant(hourOfKey(through).hour), lastHour: instant(extent.last) }
      : null,
  );
}

async function listedDays({ dailyConsumption: { review } }: ReadModels): Promise<Listed> {
  const through = await review.rebuiltTo();
  const extent = await review.extent();
  return listedConsumption(
    DAILY_CONSUMPTION,
    review,
    through !== undefined && extent
      ? { throughDay: dayText(through), lastDay: dayText(extent.last) }
      : null,
  );
}

/** Consumption, which recording stores: it has neither generations nor a position in the events. */
async function listedConsumption(
  name: Listed['name'],
  review: Pick<HourReview | DayReview, 'name' | 'count'>,
  rebuild: Listed['rebuild'],
): Promise<Listed> {
  return {
    name,
    version: versionOf(review.name),
    generation: null,
    rows: await review.count(),
    position: null,
    lag: null,
    isAhead: false,
    rebuild,
  };
}

const TITLES = ['name', 'version', 'generation', 'rows', 'position', 'lag', 'rebuild'];

function columnsOf(listed: Listed, terminal: Terminal): string[] {
  const { name, version, generation, rows, position, rebuild } = listed;
  return [
    name,
    String(version),
    String(generation ?? '–'),
    String(rows),
    position ?? '–',
    lagText(listed),
    rebuild ? rebuildText(rebuild, terminal) : '–',
  ];
}

function lagText({ lag, isAhead }: Pick<Listed, 'lag' | 'isAhead'>): string {
  if (isAhead) return 'ahead of the event store';
  if (!lag) return '–';
  const { events, since, share } = lag;
  if (since === null) return 'none';
  const seconds = `${(Math.max(0, Date.now() - Date.parse(since)) / 1_000).toFixed(1)} s`;
  if (events < MAX_COUNTED_EVENTS) return `${events} events, ${seconds}`;
  return `${events} or more events, ${seconds}; ${Math.floor(share * 100)} % are projected`;
}

function rebuildText(rebuild: Rebuild, terminal: Terminal): string {
  if ('throughDay' in rebuild) return `at the day ${rebuild.throughDay} of ${rebuild.lastDay}`;
  if ('throughHour' in rebuild) {
    const [through, last] = [rebuild.throughHour, rebuild.lastHour].map((hour) =>
      localTime(hour, terminal).replace(/:00\.000/, ''),
    );
    return `at the hour ${through} of ${last}`;
  }
  const { generation, rows } = rebuild;
  return `generation ${generation} has ${rows} rows; it lags by: ${lagText(rebuild)}`;
}

function aligned(lines: readonly string[][]): string[] {
  const table = [TITLES, ...lines];
  const widths = TITLES.map((_, column) => Math.max(...table.map((line) => line[column]!.length)));
  return table.map((line) =>
    line
      .map((text, column) => text.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
}

function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
