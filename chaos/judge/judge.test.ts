import { describe, expect, it } from 'vitest';
import type { Acknowledged } from './acknowledged.ts';
import { type Deviation, judge } from './judge.ts';
import type { Shown } from './shown.ts';

const HOUR = '2026-11-29T10:00:00.000Z';
const AT = Date.parse(HOUR);

const ACKNOWLEDGED: Acknowledged = {
  meters: [{ id: 'meter', timeZone: 'UTC', maxHourlyConsumption: 1, owner: 'Ada' }],
  readings: [
    { deviceId: 'meter', at: AT, microWattHours: 500_000_000 },
    { deviceId: 'meter', at: AT + 600_000, microWattHours: 600_000_000 },
  ],
  devices: [{ id: 'device', description: 'Heat pump, change 1', commands: 2 }],
  messages: [
    { id: 'first', text: 'Ada 0', clientId: 'ada', author: 'Ada' },
    { id: 'second', text: 'Ada 1', clientId: 'ada', author: 'Ada' },
  ],
  clients: [
    {
      id: 'ada',
      name: 'Ada',
      followed: ['first', 'second'],
      listener: { numbers: [4], after: 3 },
    },
  ],
};

const ALERT = { number: 4, deviceId: 'meter', hour: HOUR, late: false };
const DEVICE = { id: 'device', description: 'Heat pump, change 1' };

const SHOWN: Shown = {
  hours: new Map([['meter', [{ start: HOUR, energy: 1.1, readings: 2 }]]]),
  devices: [DEVICE],
  events: new Map([['device', 2]]),
  alerts: [ALERT],
  conversations: new Map([['ada', ['first', 'second']]]),
};

function deviations(shown: Partial<Shown>, acknowledged: Partial<Acknowledged> = {}): Deviation[] {
  const verdict = judge({ ...ACKNOWLEDGED, ...acknowledged }, { ...SHOWN, ...shown });
  const all = Object.entries(verdict.deviations) as [Deviation, readonly string[]][];
  return all.filter(([, sentences]) => sentences.length > 0).map(([name]) => name);
}

function client(received: Partial<Acknowledged['clients'][0]>): Partial<Acknowledged> {
  return { clients: [{ ...ACKNOWLEDGED.clients[0]!, ...received }] };
}

describe('a platform that shows what it acknowledged', () => {
  it('has no deviation', () => {
    expect(judge(ACKNOWLEDGED, SHOWN)).toMatchObject({
      hours: 1,
      commands: 2,
      messages: 2,
      alerts: 1,
    });
    expect(deviations({})).toEqual([]);
  });

  it('need not send late alerts, or those before a connection, to a browser', () => {
    const received = client({ listener: { numbers: [], after: 3 } });
    expect(deviations({ alerts: [{ ...ALERT, late: true }] }, received)).toEqual([]);
    expect(deviations({ alerts: [{ ...ALERT, number: 3 }] }, received)).toEqual([]);
  });
});

describe('a platform that deviates', () => {
  const hour = (energy: number | null, readings: number) => ({
    hours: new Map([['meter', [{ start: HOUR, energy, readings }]]]),
  });

  it.each<[string, Deviation[], Partial<Shown>]>([
    ['an hour off by a microwatt-hour', ['hoursWrong'], hour(1.100000001, 2)],
    ['an hour without a reading', ['hoursWrong'], hour(1.1, 1)],
    ['an hour without a value', ['hoursWrong'], hour(null, 0)],
    ['no hour', ['hoursWrong'], { hours: new Map() }],
    ['no device', ['commandsLost'], { devices: [] }],
    ['a change less', ['commandsLost'], { events: new Map([['device', 1]]) }],
    [
      'an older description',
      ['commandsLost'],
      { devices: [{ id: 'device', description: 'Heat' }] },
    ],
    ['a command twice', ['commandsDoubled'], { events: new Map([['device', 3]]) }],
    ['a device twice', ['commandsDoubled'], { devices: [DEVICE, { ...DEVICE, id: 'other' }] }],
    ['no message', ['messagesLost'], { conversations: new Map() }],
    [
      'messages in another order',
      ['messagesLost'],
      { conversations: new Map([['ada', ['second', 'first']]]) },
    ],
    [
      'a message twice',
      ['messagesDoubled'],
      { conversations: new Map([['ada', ['first', 'second', 'first']]]) },
    ],
    ['no alert', ['alertsMissing'], { alerts: [] }],
    [
      'an alert twice',
      ['alertsMissing', 'alertsDoubled'],
      { alerts: [ALERT, { ...ALERT, number: 5 }] },
    ],
  ])('shows %s', (_, expected, shown) => {
    expect(deviations(shown)).toEqual(expected);
  });

  it('raises an alert for an hour that never exceeded the limit', () => {
    const meters = [{ ...ACKNOWLEDGED.meters[0]!, maxHourlyConsumption: 2 }];
    expect(deviations({}, { meters })).toEqual(['alertsUnfounded']);
  });

  it('does not send an alert to a browser', () => {
    const received = client({ listener: { numbers: [], after: 3 } });
    expect(deviations({}, received)).toEqual(['alertsMissing']);
  });

  it.each<[Deviation, string[]]>([
    ['messagesLost', ['first']],
    ['messagesDoubled', ['first', 'first', 'second']],
  ])('streams messages wrongly: %s', (expected, followed) => {
    expect(deviations({}, client({ followed }))).toEqual([expected]);
  });
});
