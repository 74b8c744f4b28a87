import { describe, expect, it } from 'vitest';
import { skeletonOf } from './lookalikes.ts';

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
    expect(skeletonOf(one)).toBe(skeletonOf(other));
  });

  it.each([
    ['Ann', 'Anna'],
    ['Zoe', 'Zoë'],
    ['Vera', 'Вера'],
    ['Client 10', 'Client 11'],
  ])('are not %s and %s', (one, other) => {
    expect(skeletonOf(one)).not.toBe(skeletonOf(other));
  });
});
