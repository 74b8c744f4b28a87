import type { SentMessage } from '../load/chat.ts';
import type { Acknowledged } from './acknowledged.ts';
import { hourlyTruth } from './hourly-truth.ts';
import type { Shown } from './shown.ts';

const KWH = 1e9;

/** Result of a comparison: the number of items compared, and a sentence for each deviation. */
export interface Verdict {
  readonly hours: number;
  readonly commands: number;
  readonly messages: number;
  readonly alerts: number;
  readonly deviations: Readonly<Record<Deviation, readonly string[]>>;
}

export type Deviation =
  | 'hoursWrong'
  | 'commandsLost'
  | 'commandsDoubled'
  | 'messagesLost'
  | 'messagesDoubled'
  | 'alertsMissing'
  | 'alertsDoubled'
  | 'alertsUnfounded';

/** Compares what the platform shows with what it acknowledged. */
export function judge(acknowledged: Acknowledged, shown: Shown): Verdict {
  const { devices, messages } = acknowledged;
  const hours = judgeHours(acknowledged, shown);
  return {
    hours: hours.count,
    commands: devices.reduce((sum, { commands }) => sum + commands, 0),
    messages: messages.length,
    alerts: shown.alerts.length,
    deviations: {
      hoursWrong: hours.wrong,
      ...judgeCommands(acknowledged, shown),
      ...judgeMessages(acknowledged, shown),
      ...judgeAlerts(acknowledged, shown),
    },
  };
}

/** Lists the sentences of all deviations. */
export function deviationsOf({ deviations }: Verdict): string[] {
  return Object.values(deviations).flat();
}

function truthOf({ readings, meters }: Acknowledged) {
  return hourlyTruth(readings, new Map(meters.map(({ id, timeZone }) => [id, timeZone])));
}

function judgeHours(acknowledged: Acknowledged, { hours }: Shown) {
  const truth = truthOf(acknowledged);
  const wrong: string[] = [];
  for (const { deviceId, start, energy, readings } of truth) {
    const instant = new Date(start).toISOString();
    const hour = hours.get(deviceId)?.find((each) => each.start === instant);
    const shownEnergy = hour?.energy ?? 0;
    if (Math.round(shownEnergy * KWH) === energy && hour?.readings === readings) continue;
    wrong.push(
      `device ${deviceId}, ${instant}: ${shownEnergy} kWh of ${hour?.readings} readings instead of ` +
        `${energy / KWH} kWh of ${readings}`,
    );
  }
  return { count: truth.length, wrong };
}

function judgeCommands(acknowledged: Acknowledged, { devices, events }: Shown) {
  const commandsLost: string[] = [];
  const commandsDoubled: string[] = [];
  for (const { id, description, commands } of acknowledged.devices) {
    const listed = devices.filter((device) => device.description === description);
    if (!listed.some((device) => device.id === id)) {
      commandsLost.push(`device ${id} is not listed as "${description}"`);
    }
    if (listed.length > 1)
      commandsDoubled.push(`"${description}" is listed ${listed.length} times`);
    const count = events.get(id) ?? 0;
    const sentence = `device ${id} has ${count} events for ${commands} commands`;
    if (count < commands) commandsLost.push(sentence);
    if (count > commands) commandsDoubled.push(sentence);
  }
  return { commandsLost, commandsDoubled };
}

function judgeMessages({ messages, clients }: Acknowledged, { conversations }: Shown) {
  const messagesLost: string[] = [];
  const messagesDoubled: string[] = [];
  for (const { id: clientId, name, followed } of clients) {
    const sent = messages.filter((message) => message.clientId === clientId);
    const places = [
      { place: `conversation of ${name}`, ids: conversations.get(clientId) ?? [] },
      { place: `stream of ${name}`, ids: followed },
    ];
    for (const { place, ids } of places) {
      for (const { id, text } of sent) {
        const count = ids.filter((each) => each === id).length;
        if (count === 0) messagesLost.push(`"${text}" is missing in the ${place}`);
        if (count > 1) messagesDoubled.push(`"${text}" is ${count} times in the ${place}`);
      }
      for (const author of new Set(sent.map((message) => message.author))) {
        if (isInOrder(sent, author, ids)) continue;
        messagesLost.push(`the messages of ${author} are out of order in the ${place}`);
      }
    }
  }
  return { messagesLost, messagesDoubled };
}

function isInOrder(sent: readonly SentMessage[], author: string, ids: readonly string[]): boolean {
  const own = sent.filter((message) => message.author === author).map(({ id }) => id);
  const shown = [...new Set(ids)].filter((id) => own.includes(id));
  return shown.join() === own.filter((id) => shown.includes(id)).join();
}

function judgeAlerts(acknowledged: Acknowledged, { alerts }: Shown) {
  const { meters, clients } = acknowledged;
  const alertsMissing: string[] = [];
  const alertsDoubled: string[] = [];
  const alertsUnfounded: string[] = [];
  for (const { deviceId, start, energy, maxEnergy } of truthOf(acknowledged)) {
    const limit = meters.find(({ id }) => id === deviceId)!.maxHourlyConsumption * KWH;
    const hour = new Date(start).toISOString();
    const raised = alerts.filter((alert) => alert.deviceId === deviceId && alert.hour === hour);
    const sentence = `device ${deviceId}, ${hour}: ${raised.length} alerts, ${energy / KWH} kWh`;
    if (energy > limit && raised.length === 0) alertsMissing.push(sentence);
    if (raised.length > 1) alertsDoubled.push(sentence);
    if (maxEnergy <= limit && raised.length > 0) alertsUnfounded.push(sentence);
  }
  for (const { name, listener } of clients) {
    const own = meters.filter(({ owner }) => owner === name).map(({ id }) => id);
    for (const { number, deviceId, late } of alerts) {
      const isDue = !late && own.includes(deviceId) && number > (listener.after ?? 0);
      if (isDue && !listener.numbers.includes(number)) {
        alertsMissing.push(`alert ${number} did not reach the live connection of ${name}`);
      }
    }
  }
  return { alertsMissing, alertsDoubled, alertsUnfounded };
}
