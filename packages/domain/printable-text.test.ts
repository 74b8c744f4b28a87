import { describe, expect, it } from 'vitest';
import { printable, quoted } from './printable-text.ts';

describe('printable text', () => {
  it('escapes what a terminal would obey or not show', () => {
    const invisible = '\ufeff\0\n\u007f\u00a0\u200b\u202e\u2028\u2800\u3000\u3164\ufe0f\ud800';
    expect(printable(invisible)).toBe(
      '\\ufeff\\u0000\\n\\u007f\\u00a0\\u200b\\u202e\\u2028\\u2800\\u3000\\u3164\\ufe0f\\ud800',
    );
    expect(printable('\u{e0001}')).toBe('\\udb40\\udc01');
    expect(JSON.parse(`"${printable(invisible)}"`)).toBe(invisible);
  });

  it('leaves what can be seen as it is', () => {
    const visible = 'Zoë’s fridge, 5 µWh – «ölig» 東京 🙂';
    expect(printable(visible)).toBe(visible);
  });
});

describe('a quoted value', () => {
  it.each([
    ['nan', '"nan"'],
    ['a "b"\\\n\ufeff', '"a \\"b\\"\\\\\\n\\ufeff"'],
    [7, '7'],
    [null, 'null'],
    [[], 'an empty array'],
    [[1], 'an array'],
    [{ a: 1 }, 'an object'],
  ])('of %j is %s', (value, text) => {
    expect(quoted(value)).toBe(text);
  });

  it('keeps the end of a long string', () => {
    expect(quoted(`${'1'.repeat(1_000)}\0`)).toBe(`"${'1'.repeat(40)}…${'1'.repeat(19)}\\u0000"`);
  });
});
