import {
  type Difference,
  describedState,
  type Entry,
  fieldsOf,
  type UserNames,
} from '@energy/audit';
import { CONVERSATION_STREAMS, printable } from '@energy/domain';
import type { StoredEvent } from '@energy/event-store';
import type { Alert, ProjectedRow } from '@energy/read-models';
import { alertDocument } from '../alerts.ts';
import type { Terminal } from '../terminal.ts';
import { localTime } from '../time.ts';

/** Fields that hold the id of a user. */
const USER_FIELDS = /(?:^|\.)(?:owner|user|author|reader)Id$/;
/** Fields whose values are unclear without their names. */
const NAMED_FIELDS = /(?:At|Id|Since|Digits|Number|On)$|^unread$/;
const UNITS: Readonly<Record<string, string>> = {
  maxHourlyConsumption: 'kWh',
  intervalMinutes: 'min',
  maxPower: 'kW',
};
const TYPE_WIDTH = 'DeviceDescriptionChanged'.length;
const FIELD_WIDTH = 'maxHourlyConsumption'.length;
const INDENT = ' '.repeat(4);

/** Writes histories: for people in lines, for programs in JSON. */
export interface Report {
  entry(entry: Entry): Promise<void>;
  alert(alert: Alert): Promise<void>;
  /** The state at a time; the entry is the last one before it. */
  state(state: ProjectedRow, at: string): Promise<void>;
}

/** One JSON document a line; times in UTC. */
export function jsonReport(terminal: Terminal, names: UserNames): Report {
  return {
    async entry({ event, changes, state }) {
      const { metadata, recordedAt, ...rest } = event;
      const name = await names.ofActor(metadata.actor);
      const actor = metadata.actor === 'system' ? metadata.actor : { ...metadata.actor, name };
      const changed = Object.fromEntries(
        changes.map(({ field, from, to }) => [field, { from: from ?? null, to: to ?? null }]),
      );
      const document = { time: recordedAt, ...rest, ...metadata, actor, changes: changed, state };
      terminal.print(JSON.stringify(document));
    },
    async alert(alert) {
      const { raisedAt: time, ...document } = alertDocument(alert);
      terminal.print(JSON.stringify({ time, type: 'AlertRaised', ...document }));
    },
    async state(state, at) {
      terminal.print(JSON.stringify({ at, state }));
    },
  };
}

/** Lines in aligned columns; times by the clock of the terminal. */
export function textReport(terminal: Terminal, names: UserNames, withStream: boolean): Report {
  const field = async ({ field: name, from, to }: Difference) => {
    const after = await shown(name, to, names);
    const value = from === undefined ? after : `${await shown(name, from, names)} → ${after}`;
    return `${INDENT}${name.padEnd(FIELD_WIDTH)}  ${value}`;
  };
  return {
    async entry({ event, changes, state }) {
      const { recordedAt, revision, type, metadata, stream } = event;
      const actor = await shownActor(metadata.actor, names);
      const columns = [
        localTime(recordedAt, terminal),
        ...(withStream ? [printable(stream).padEnd(43)] : []),
        String(revision).padStart(4),
        printable(type).padEnd(TYPE_WIDTH),
        actor,
      ];
      terminal.print(columns.join('  '));
      for (const detail of detailsOf(event, changes)) terminal.print(await field(detail));
      if (state && revision > 0) terminal.print(`${INDENT}= ${await summary(state, names)}`);
    },
    async alert(alert) {
      const { number, raisedAt, hour, total, estimated, limit, ownerId, late } =
        alertDocument(alert);
      const columns = [
        localTime(raisedAt, terminal),
        '   –',
        'AlertRaised'.padEnd(TYPE_WIDTH),
        `number ${number}${late ? ', late: not published' : ''}`,
      ];
      terminal.print(columns.join('  '));
      const details = {
        hour: localTime(hour, terminal),
        total: `${total} kWh${estimated ? ' (estimated)' : ''}, the limit is ${limit} kWh`,
        ...(ownerId !== null && { ownerId }),
      };
      for (const detail of given(details)) terminal.print(await field(detail));
    },
    async state(state, at) {
      terminal.print(`At ${localTime(at, terminal)}:`);
      for (const each of given(describedState(state))) {
        if (each.to !== undefined) terminal.print(await field(each));
      }
    },
  };
}

/** A state in one line, without absent fields. */
async function summary(state: ProjectedRow, names: UserNames): Promise<string> {
  const { id: _id, revision: _revision, ...fields } = describedState(state);
  const isShort = (value: unknown) => value !== undefined && typeof value !== 'object';
  const values = Object.entries(fields).filter(([, value]) => isShort(value));
  const texts = values.map(async ([name, value]) => {
    const text = await shown(name, value, names);
    return NAMED_FIELDS.test(name) ? `${name} ${text}` : text;
  });
  return (await Promise.all(texts)).join(' · ');
}

async function shownActor(
  actor: Entry['event']['metadata']['actor'],
  names: UserNames,
): Promise<string> {
  if (actor === 'system') return 'the platform';
  const name = await names.of(actor.userId);
  const who = name === undefined ? actor.userId : `${name} ${actor.userId}`;
  return printable(`${who} (${actor.role})`);
}

async function shown(field: string, value: unknown, names: UserNames): Promise<string> {
  if (value === undefined) return '–';
  const unit = UNITS[field];
  if (unit !== undefined) return `${value} ${unit}`;
  if (typeof value !== 'string') return printable(JSON.stringify(value));
  const name = USER_FIELDS.test(field) ? await names.of(value) : undefined;
  return printable(name === undefined ? value : `${name} ${value}`);
}

/** The data of an event in a conversation; the changes by any other event. */
function detailsOf(event: StoredEvent, changes: readonly Difference[]): readonly Difference[] {
  const isConversation = event.stream.startsWith(CONVERSATION_STREAMS);
  if (!isConversation && changes.length > 0) return changes;
  return given(event.data);
}

function given(data: object): Difference[] {
  return fieldsOf(data).map(([field, to]) => ({ field, from: undefined, to }));
}
