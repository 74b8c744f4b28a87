import type { Entry } from '@energy/audit';
import { EngineUnavailable } from '@energy/engines';
import { type Alert, type AlertsReadModel, hourAlerts } from '@energy/read-models';
import { withReadModels } from '../engines.ts';
import type { Terminal } from '../terminal.ts';

const PAGE_SIZE = 1_000;

/** The alerts of a device, oldest first; none, which is said, while the read models are away. */
export async function alertsOf(deviceId: string, terminal: Terminal): Promise<readonly Alert[]> {
  try {
    return await withReadModels(terminal, ({ alerts }) => allOf(deviceId, alerts));
  } catch (error) {
    if (!(error instanceof EngineUnavailable)) throw error;
    terminal.info(`The alerts are not shown: ${error.message}.`);
    return [];
  }
}

async function allOf(deviceId: string, alerts: AlertsReadModel): Promise<readonly Alert[]> {
  const all: Alert[] = [];
  let page: readonly Alert[];
  do {
    page = hourAlerts(
      await alerts.list({ limit: PAGE_SIZE, deviceId, before: all.at(-1)?.number }),
    );
    all.push(...page);
  } while (page.length === PAGE_SIZE);
  return all.reverse();
}

/** The history of a device with its alerts where they were recorded. */
export async function* withAlerts(
  history: AsyncIterable<Entry>,
  alerts: readonly Alert[],
): AsyncIterable<Entry | Alert> {
  let next = 0;
  for await (const entry of history) {
    const recordedAt = Date.parse(entry.event.recordedAt);
    while (alerts[next] && alerts[next]!.raisedAt < recordedAt) yield alerts[next++]!;
    yield entry;
  }
  yield* alerts.slice(next);
}
