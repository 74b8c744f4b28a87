import { differences } from '@energy/audit';
import { type EventStore, foldStream, type Position } from '@energy/event-store';
import type { ProjectedRow, ReadModels, Rows } from '@energy/read-models';
import { expectEvents, type ProjectionDefinition } from '@energy/read-models/projection';
import type { Terminal } from '../terminal.ts';
import { VerificationFailed } from './failures.ts';

/** A row of the read model that differs from its events. */
export interface Discrepancy {
  readonly id: string;
  /** A sentence. */
  readonly problem: string;
  /** The fields in which the row and its events differ. */
  readonly differences: Readonly<
    Record<string, { readonly readModel: unknown; readonly events: unknown }>
  >;
}

export interface Verification {
  /** Number of rows, in the read model or only in the events. */
  readonly compared: number;
  readonly discrepancies: readonly Discrepancy[];
  /** True if the projection has not caught up with the store. */
  readonly isBehind: boolean;
}

/**
 * Replays every event up to the projection's checkpoint, and compares the result with the stored rows. The
 * projector may run at the same time: a row that is ahead is compared with its own events.
 *
 * @param id the row to compare; all rows by default
 * @throws EventsMissing if the event store lacks events that the rows were built from
 */
export async function verify(
  store: EventStore,
  readModels: ReadModels,
  projection: ProjectionDefinition,
  id: string | undefined,
): Promise<Verification> {
  await expectEvents(readModels, store);
  const rows = await projection.rows(readModels).generations.inUse();
  const position = (await rows.position()) ?? '';
  const expected = await replay(store, projection, position, id);
  const discrepancies: Discrepancy[] = [];
  let compared = 0;
  for await (const row of id === undefined ? rows.all() : found(rows, id)) {
    compared += 1;
    const state = expected.get(row.id);
    expected.delete(row.id);
    const discrepancy = await compare(store, projection, row, state);
    if (discrepancy) discrepancies.push(discrepancy);
  }
  for (const missing of expected.keys()) {
    const problem = 'is missing from the read model';
    discrepancies.push({ id: missing, problem, differences: {} });
  }
  const isBehind = position < ((await store.head()) ?? '');
  return { compared: compared + expected.size, discrepancies, isBehind };
}

/**
 * Reports a comparison. People get a sentence for each row that differs and a summary; programs get a JSON
 * document a line, the last one with the figures.
 *
 * @throws VerificationFailed if any row differs
 */
export function reportVerification(
  { compared, discrepancies, isBehind }: Verification,
  { rowName, what, json }: { rowName: string; what: string; json: boolean | undefined },
  terminal: Terminal,
): void {
  if (isBehind) terminal.info('The read model has not caught up with the newest events yet.');
  for (const discrepancy of discrepancies) {
    const { id, problem } = discrepancy;
    terminal.print(json ? JSON.stringify(discrepancy) : `${rowName} ${id}: ${problem}.`);
  }
  if (json) terminal.print(JSON.stringify({ compared, differing: discrepancies.length, isBehind }));
  if (discrepancies.length > 0) throw new VerificationFailed(discrepancies.length, what);
  terminal.info(`Compared ${what} with the events: no differences.`);
}

async function* found(rows: Rows<ProjectedRow>, id: string): AsyncIterable<ProjectedRow> {
  const row = await rows.find(id);
  if (row) yield row;
}

/** Folds the events up to a position into rows, by id. */
async function replay(
  store: EventStore,
  projection: ProjectionDefinition,
  position: Position,
  id: string | undefined,
): Promise<Map<string, ProjectedRow>> {
  const events =
    id === undefined
      ? store.readAll({ prefixes: [projection.streams] })
      : store.readStream(projection.streamOf(id));
  const states = new Map<string, ProjectedRow>();
  for await (const event of events) {
    if (event.position > position) break;
    const eventId = projection.idOf(event.stream);
    const state = projection.evolve(states.get(eventId), event);
    if (state) states.set(eventId, state);
  }
  return states;
}

async function compare(
  store: EventStore,
  projection: ProjectionDefinition,
  row: ProjectedRow,
  state: ProjectedRow | undefined,
): Promise<Discrepancy | undefined> {
  if (state && row.revision < state.revision) {
    const problem = `is at revision ${row.revision}, though it should have come to ${state.revision}`;
    return { id: row.id, problem, differences: {} };
  }
  const same =
    state?.revision === row.revision
      ? state
      : await stateAt(store, projection, row.id, row.revision);
  if (!same) {
    const problem = `is at revision ${row.revision}, which its events have never reached`;
    return { id: row.id, problem, differences: {} };
  }
  const fields = differences(row, same);
  if (fields.length === 0) return undefined;
  const texts = fields.map(
    ({ field, from, to }) => `${field} is ${shown(from)} but by its events ${shown(to)}`,
  );
  const entries = fields.map(({ field, from, to }) => [field, { readModel: from, events: to }]);
  return { id: row.id, problem: texts.join('; '), differences: Object.fromEntries(entries) };
}

/** Folds the events of a row up to a revision; `undefined` if the stream is shorter. */
async function stateAt(
  store: EventStore,
  projection: ProjectionDefinition,
  id: string,
  revision: number,
): Promise<ProjectedRow | undefined> {
  const { state, revision: last } = await foldStream(store, projection.streamOf(id), {
    initialState: undefined as ProjectedRow | undefined,
    evolve: projection.evolve,
    lastRevision: revision,
  });
  return last === revision ? state : undefined;
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
