import type { Entry, HistoryEnd } from '@energy/audit';
import {
  actionsOf,
  DEVICE,
  deviceHistoryOf,
  historyOf,
  newActionsOf,
  newEntriesOf,
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
import { InvalidOption, NotFound } from '../usage-error.ts';
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

/** `energy audit device | user | conversation | tariff | actor` */
export function auditCommand(terminal: Terminal): Command {
  const audit = new Command('audit').description(
    'Shows the history of devices, users, conversations and tariffs with its actors, and compares the read models ' +
      'with the events.',
  );
  for (const subject of SUBJECTS) audit.addCommand(subjectCommand(subject, terminal));
  audit.addCommand(actorCommand(terminal));
  return audit;
}

function subjectCommand(subject: Subject, terminal: Terminal): Command {
  const { kind, knownBy } = subject;
  return new Command(kind)
    .description(
      `Shows the history of a ${kind}: each event with its changes and the state after it.`,
    )
    .argument(`[${kind === 'conversation' ? 'user' : kind}]`, knownBy)
    .option('--at <time>', 'shows the state at that time instead, like 2026-11-22T13:00')
    .option('--json', 'one JSON document a line, times in UTC')
    .option('--follow', 'continues with new events, until Ctrl-C')
    .option(
      '--verify',
      'compares the read model with the replayed events; all rows where no one is named',
    )
    .action(async (named: string | undefined, options: SubjectOptions) => {
      refuseSeveral(options);
      if (options.verify) return verifyRows(subject, named, options, terminal);
      if (named === undefined) {
        throw new InvalidOption(
          `Name the ${kind}, by ${knownBy}; only --verify works without a name.`,
        );
      }
      const at = options.at === undefined ? undefined : pastInstant(options.at, terminal);
      await withEventStore(terminal, async (store) => {
        const id = await findSubjectId(subject, named, store, terminal);
        const shown = { store, subject, id, report: reportTo(terminal, store, options, false) };
        if (at !== undefined) await showState(shown, at);
        else await showHistory(shown, options, terminal);
      });
    });
}

function actorCommand(terminal: Terminal): Command {
  return new Command('actor')
    .description('Shows the actions of a user, in all streams.')
    .argument('<user>', 'the name or id of the user, or "system" for the platform itself')
    .option('--json', 'one JSON document a line, times in UTC')
    .option('--follow', 'continues with new events, until Ctrl-C')
    .action((named: string, options: ActorOptions) =>
      withEventStore(terminal, async (store) => {
        const id = named === 'system' ? named : await findUserId(store, named);
        await showActions(store, id, options, terminal);
      }),
    );
}

function refuseSeveral({ at, follow, verify: verifies }: SubjectOptions): void {
  if ([at !== undefined, follow, verifies].filter(Boolean).length > 1) {
    throw new InvalidOption('Use only one of --at, --follow and --verify.');
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

interface Shown {
  readonly store: EventStore;
  readonly subject: Subject;
  readonly id: string;
  readonly report: Report;
}

async function showHistory(
  { store, subject, id, report }: Shown,
  { follow }: SubjectOptions,
  terminal: Terminal,
): Promise<void> {
  let end: HistoryEnd | undefined;
  const alerts = subject === DEVICE ? await alertsOf(id, terminal) : [];
  const history = subject === DEVICE ? deviceHistoryOf(store, id) : historyOf(store, subject, id);
  for await (const one of withAlerts(history, alerts)) {
    if (!('event' in one)) await report.alert(one);
    else {
      await report.entry(one);
      end = { position: one.event.position, state: one.state ?? end?.state };
    }
  }
  if (!end) throw unknown(subject, id);
  if (!follow) return;
  const signal = terminal.interruptSignal();
  for await (const entry of newEntriesOf(store, { subject, id }, end, signal)) {
    await report.entry(entry);
  }
}

async function showState({ store, subject, id, report }: Shown, at: string): Promise<void> {
  let first: string | undefined;
  let state: Entry['state'];
  for await (const entry of historyOf(store, subject, id)) {
    first ??= entry.event.recordedAt;
    if (entry.event.recordedAt <= at) state = entry.state;
  }
  if (first === undefined) throw unknown(subject, id);
  if (!state) {
    throw new InvalidOption(
      `The ${subject.kind} did not exist at ${at}: its history begins at ${first}.`,
    );
  }
  await report.state(state, at);
}

async function showActions(
  store: EventStore,
  id: string,
  options: ActorOptions,
  terminal: Terminal,
): Promise<void> {
  const report = reportTo(terminal, store, options, true);
  const head = await store.head();
  let actions = 0;
  for await (const entry of actionsOf(store, id, head)) {
    await report.entry(entry);
    actions += 1;
  }
  if (actions === 0) await explainNoActions(store, id, terminal);
  if (!options.follow) return;
  for await (const entry of newActionsOf(store, id, head, terminal.interruptSignal())) {
    await report.entry(entry);
  }
}

async function explainNoActions(store: EventStore, id: string, terminal: Terminal): Promise<void> {
  const name = id === 'system' ? 'The platform' : await new UserNames(store).of(id);
  if (name === undefined) throw unknown(USER, id);
  terminal.info(`${name} has no actions so far.`);
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
