import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Recording, recordAnswers } from './answers.ts';
import { type EventStoreDbStandIn, startEventStoreDbStandIn } from './stand-in.ts';

const file = new URL('./answers-23.10.8.json', import.meta.url);
const expected: Recording = JSON.parse(await readFile(file, 'utf8')).scenarios;

describe('the EventStoreDB stand-in', () => {
  let server: EventStoreDbStandIn;
  let actual: Recording;

  beforeAll(async () => {
    server = await startEventStoreDbStandIn();
    actual = await recordAnswers({
      address: `127.0.0.1:${server.port}`,
      quietMs: 400,
      restart: () => server.restart(),
    });
  }, 120_000);

  afterAll(() => server.stop());

  it('is compared in every call that was recorded from EventStoreDB 23.10.8', () => {
    const calls = (recording: Recording) =>
      Object.entries(recording).flatMap(([scenario, answers]) =>
        Object.keys(answers).map((call) => `${scenario}: ${call}`),
      );
    expect(calls(actual)).toEqual(calls(expected));
    expect(calls(actual)).toHaveLength(124);
  });

  for (const [scenario, calls] of Object.entries(expected)) {
    it(`answers as the server did: ${scenario}`, () => {
      for (const [call, answers] of Object.entries(calls)) {
        expect(actual[scenario]![call], call).toEqual(answers);
      }
    });
  }
});
