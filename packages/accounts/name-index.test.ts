import { randomUUID } from 'node:crypto';
import { type UserNameEvent, userNameStream } from '@energy/domain';
import type { StoredEvent } from '@energy/event-store';
import { describe, expect, it } from 'vitest';
import { NameIndex } from './name-index.ts';

let position = 0;

function stored(name: string, event: UserNameEvent): StoredEvent<UserNameEvent> {
  position += 1;
  return {
    ...event,
    id: randomUUID(),
    stream: userNameStream(name),
    revision: 0,
    position: String(position).padStart(16, '0'),
    recordedAt: '2026-11-29T12:00:00.000Z',
    metadata: { actor: 'system', correlationId: '', causationId: '', schemaVersion: 1 },
  };
}

const taken = (name: string, userId = 'ada') =>
  stored(name, { type: 'UserNameTaken', data: { userId, name } });

function lookalikes(held: string, name: string): readonly string[] {
  const index = new NameIndex();
  index.apply(taken(held));
  return index.lookalikesOf(name).map((found) => found.name);
}

describe('names that look alike', () => {
  it.each([
    ['capa', 'сара', 'small Latin and Cyrillic letters'],
    ['CAPA', 'САРА', 'capital letters'],
    ['Bepa', 'ВЕРА', 'letters that look alike as capitals only'],
    ['Oo', 'Οο', 'Greek letters'],
    ['scope', 'ѕсоре', 'letters of several Cyrillic alphabets'],
    ['administrator', 'adrninistrator', 'two letters for one'],
    ['Paul', 'PauI', 'a capital I for an l'],
    ['user0', 'userO', 'a letter for a digit'],
    ['Zoë', 'Zoe\u0308', 'composed and combined marks'],
    ['Ann', 'ann', 'the same name in another case'],
  ])('%s and %s: %s', (one, other) => {
    expect(lookalikes(one, other)).toEqual([one]);
    expect(lookalikes(other, one)).toEqual([other]);
  });

  it.each([
    ['Ann', 'Anna'],
    ['Zoe', 'Zoë'],
    ['Vera', 'Вера'],
    ['Client 10', 'Client 11'],
  ])('are not %s and %s', (one, other) => {
    expect(lookalikes(one, other)).toEqual([]);
  });
});

describe('the index of names', () => {
  it('holds who has a name, until it is released or another user takes it', () => {
    const index = new NameIndex();
    index.apply(taken('Ann', 'ann'));
    expect(index.lookalikesOf('Ann')).toMatchObject([{ name: 'Ann', userId: 'ann' }]);
    index.apply(stored('Ann', { type: 'UserNameReleased', data: {} }));
    expect(index.lookalikesOf('Ann')).toEqual([]);
    index.apply(taken('ANN', 'bob'));
    const held = taken('ann', 'bea');
    index.apply(held);
    expect(index.lookalikesOf('Ann')).toEqual([
      { name: 'ann', userId: 'bea', position: held.position },
    ]);
  });
});
