import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Commands } from './testing/commands.ts';

let commands: Commands;
beforeAll(async () => {
  commands = await Commands.start();
});
afterAll(() => commands.stop());

const device = {
  description: 'Heat pump',
  address: 'Grote Markt 1',
  maxHourlyConsumption: 2.5,
  timeZone: 'Europe/Brussels',
};

describe('an invalid command', () => {
  it.each([
    [
      'by its schema and by the domain',
      { description: '', timeZone: 'Mars/Phobos' },
      ['address', 'description', 'maxHourlyConsumption', 'timeZone'],
    ],
    [
      'by the domain alone',
      { ...device, description: 'two\nlines', address: 'x'.repeat(501), timeZone: 'Mars/Phobos' },
      ['address', 'description', 'timeZone'],
    ],
    [
      'by types, unknown fields and the domain',
      { ...device, description: 7, colour: 'red', maxHourlyConsumption: 1e300, timeZone: 'X' },
      ['colour', 'description', 'maxHourlyConsumption', 'timeZone'],
    ],
  ])('names each thing that is wrong: %s', async (_case, body, parameters) => {
    const reply = await commands.send('POST', '/api/devices', body);
    expect(reply.status).toBe(400);
    const { errors } = reply.body as { errors: { parameter: string; code?: string }[] };
    expect(errors.map(({ parameter }) => parameter).sort()).toEqual(parameters);
    const zone = errors.find(({ parameter }) => parameter === 'timeZone');
    expect(zone).toMatchObject({ code: 'unknown-time-zone' });
  });

  it('names what is wrong in its path, query, headers and body', async () => {
    const { body } = await commands.send(
      'PATCH',
      '/api/users/7?colour=red',
      { name: '', role: 'king' },
      { ...commands.administrator, 'if-match': 'x' },
    );
    const { errors } = body as { errors: { in: string; parameter: string }[] };
    expect(errors.map((error) => `${error.in} ${error.parameter}`).sort()).toEqual([
      'body name',
      'body role',
      'header if-match',
      'path id',
      'query colour',
    ]);
  });

  it('says everything about a new password but nothing twice', async () => {
    const { body } = await commands.send('PUT', '/api/session/password', {
      newPassword: 'short',
      delivery: 'pigeon',
    });
    const { errors } = body as { errors: { parameter: string; code?: string }[] };
    expect(errors).toMatchObject([
      { parameter: 'delivery' },
      { parameter: 'newPassword', code: 'password-too-short' },
    ]);
  });
});
