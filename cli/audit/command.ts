import type { Entry } from '@energy/audit';
import {
  DEVICE,
  deedsOf,
  historyOf,
  newDeedsOf,
  newsOf,
  SUBJECTS,
  type Subject,
  USER,
  UserNames,
} from '@energy/audit';
import type { EventStore } from '@energy/event-store';
import { Command } from 'commander';
import { withEventStore, withReadModels } from '../engines.ts';
import { counted, type Terminal } from '../terminal.ts';
import { pastInstant } from '../time.ts';
import { NotFound, UsageError } from '../usage-error.ts';
import { findUserId } from '../user-lookup.ts';
import { alertsOf, withAlerts } from './alerts.ts';
import { jsonReport, type Report, textReport } from './report.ts';
import { findSubjectId } from './subject-lookup.ts';
import { reportVerification, verify } from './verification.ts';

interface ActorOptions {
  json?: boolean;
  follow?: boolean;
}

interface SubjectOptions extends ActorOptions {
  at?: string;
  verify?: boolean;
}

/** `energy audit device | user | conversation | actor` */
export function auditCommand(terminal: Terminal): Command {
  const audit = new Command('audit').description(
    'Shows what happened to devices and users and in conversations, who did it, and whether the ' +
      'read models agree.',
  );
  for (const subject of SUBJECTS) audit.addCommand(subjectCommand(subject, terminal));
  audit.addCommand(actorCommand(terminal));
  return audit;
}

function subjectCommand(subject: Subject, terminal: Terminal): Command {
  const { kind, knownBy } = subject;
  return new Command(kind)
    .description(`Shows the history of a ${kind}: each event with what it changed and led to.`)
    .argument(`[${kind === 'device' ? 'device' : 'user'}]`, knownBy)
    .option('--at <time>', 'its state at that time instead, like 2026-11-22T13:00')
    .option('--json', 'one JSON document a line, times in UTC')
    .option('--follow', 'goes on with what happens from now on, until Ctrl-C')
    .option('--verify', `replays the events and compares with the read model; without an id all`)
    .action(async (named: string | undefined, options: SubjectOptions) => {
      refuseSeveral(options);
      if (options.verify) return verifyRows(subject, named, options, terminal);
      if (named === undefined) {
        throw new UsageError(`Say which ${kind}, by ${knownBy}; only --verify takes all of them.`);
      }
      const at = options.at === undefined ? undefined : pastInstant(options.at, terminal);
      await withEventStore(terminal, async (store) => {
        const id = await findSubjectId(subject, named, store, terminal);
        const report = reportTo(terminal, store, options, false);
        if (at !== undefined) await showState(store, subject, id, at, report);
        else await showHistory(store, subject, id, options, terminal, report);
      });
    });
}

function actorCommand(terminal: Terminal): Command {
  return new Command('actor')
    .description('Shows what somebody did, wherever it was.')
    .argument('<user>', 'the name or id of the user, or "system" for the platform itself')
    .option('--json', 'one JSON document a line, times in UTC')
    .option('--follow', 'goes on with what happens from now on, until Ctrl-C')
    .action((named: string, options: ActorOptions) =>
      withEventStore(terminal, async (store) => {
        const id = named === 'system' ? named : await findUserId(store, named);
        await showDeeds(store, id, options, terminal);
      }),
    );
}

function refuseSeveral({ at, follow, verify: verifies }: SubjectOptions): void {
  if ([at !== undefined, follow, verifies].filter(Boolean).length > 1) {
    throw new UsageError('Only one of --at, --follow and --verify makes sense at a time.');
  }
}

function reportTo(
  terminal: Terminal,
  store: EventStore,
  { json }: ActorOptions,
  withStream: boolean,
): Report {
  const names = new UserNames(store);
  return json ? jsonReport(terminal, names) : textReport(terminal, names, withStream);
}

async function showHistory(
  store: EventStore,
  subject: Subject,
  id: string,
  { follow }: SubjectOptions,
  terminal: Terminal,
  report: Report,
): Promise<void> {
  let last: Entry | undefined;
  const alerts = subject === DEVICE ? await alertsOf(id, terminal) : [];
  for await (const one of withAlerts(historyOf(store, subject, id), alerts)) {
    if (!('event' in one)) await report.alert(one);
    else {
      await report.entry(one);
      last = one;
    }
  }
  if (!last) throw unknown(subject, id);
  if (!follow) return;
  for await (const entry of newsOf(store, subject, last, terminal.interruptSignal())) {
    await report.entry(entry);
  }
}

async function showState(
  store: EventStore,
  subject: Subject,
  id: string,
  at: string,
  report: Report,
): Promise<void> {
  let first: string | undefined;
  let state: Entry['state'];
  for await (const entry of historyOf(store, subject, id)) {
    first ??= entry.event.recordedAt;
    if (entry.event.recordedAt <= at) state = entry.state;
  }
  if (first === undefined) throw unknown(subject, id);
  if (!state) {
    throw new UsageError(`There was no such ${subject.kind} at ${at}: it began ${first}.`);
  }
  await report.state(state, at);
}

async function showDeeds(
  store: EventStore,
  id: string,
  options: ActorOptions,
  terminal: Terminal,
): Promise<void> {
  const report = reportTo(terminal, store, options, true);
  const head = await store.head();
  let deeds = 0;
  for await (const entry of deedsOf(store, id, head)) {
    await report.entry(entry);
    deeds += 1;
  }
  if (deeds === 0) await explainNothing(store, id, terminal);
  if (!options.follow) return;
  for await (const entry of newDeedsOf(store, id, head, terminal.interruptSignal())) {
    await report.entry(entry);
  }
}

async function explainNothing(store: EventStore, id: string, terminal: Terminal): Promise<void> {
  const name = id === 'system' ? 'The platform' : await new UserNames(store).of(id);
  if (name === undefined) throw unknown(USER, id);
  terminal.info(`${name} has done nothing so far.`);
}

async function verifyRows(
  subject: Subject,
  named: string | undefined,
  { json }: SubjectOptions,
  terminal: Terminal,
): Promise<void> {
  const verification = await withEventStore(terminal, (store) =>
    withReadModels(terminal, async (readModels) => {
      const id = named && (await findSubjectId(subject, named, store, terminal));
      const result = await verify(store, readModels, subject, id);
      if (id !== undefined && result.compared === 0) await expectHistory(store, subject, id);
      return result;
    }),
  );
  const { compared } = verification;
  const what = counted(compared, subject.kind);
  reportVerification(verification, { rowName: subject.kind, what, json }, terminal);
}

/** @throws NotFound if it has no events */
async function expectHistory(store: EventStore, subject: Subject, id: string): Promise<void> {
  for await (const _ of store.readStream(subject.streamOf(id))) return;
  throw unknown(subject, id);
}

function unknown({ kind }: Subject, id: string): NotFound {
  return new NotFound(`There is no ${kind} with the id ${id}.`);
}
