import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { messageLength, toMessageText } from './message-text.ts';

describe('the text of a message', () => {
  it.each([
    ['  hello \n', 'hello'],
    ['one\r\ntwo\rthree', 'one\ntwo\nthree'],
    ['a\u0000b\u0007c\u009fd', 'abcd'],
    ['pay \u202e0001\u202c \u2067now\u2069\u200f', 'pay 0001 now'],
    ['tab\tand\nline', 'tab\tand\nline'],
    ['half a \ud83d pair', 'half a \ufffd pair'],
    ['👩‍👩‍👧 مرحبا <b>', '👩‍👩‍👧 مرحبا <b>'],
    [' \n\t ', ''],
  ])('of %j is %j', (typed, sent) => {
    expect(toMessageText(typed)).toBe(sent);
  });

  it('contains nothing that the chat service refuses', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (typed) => {
        expect(toMessageText(typed)).not.toMatch(/[^\P{Cc}\n\t]|\p{Cs}|\p{Bidi_Control}/u);
      }),
    );
  });

  it('is measured in code points', () => {
    expect(messageLength('🔌é')).toBe(2);
  });
});
