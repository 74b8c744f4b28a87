import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanJson } from './json-structure.ts';

describe('the structure of a JSON text', () => {
  it.each([
    ['{"a":nan}', 5],
    ['{"a":1}\0', 7],
    ['\ufeff{}', 0],
    ['{"a":1', 6],
    ['', 0],
    ['  ', 2],
    ['{"a":01}', 5],
    ['{"a":.5}', 5],
    ["{'a':1}", 1],
    ['{"a":1,}', 7],
    ['[1,]', 3],
    ['{"a" 1}', 5],
    ['{"a":1 "b":2}', 7],
    ['[1}', 2],
    ['1 2', 2],
    ['{"a":"b\nc"}', 5],
    ['"abc', 0],
    ['{"a":1}}', 7],
    ['[1]//x', 3],
    [',', 0],
    ['{1:2}', 1],
  ])('has its first error in %j at %i', (text, errorAt) => {
    expect(scanJson(text).errorAt).toBe(errorAt);
  });

  it.each([
    ['{"a":1,"a":1}', 'a', 7],
    ['{"a":1,"\\u0061":2}', 'a', 7],
    ['{"b":[{"a":{},"c":":","a":{}}]}', 'a', 22],
    ['{"__proto__":1,"__proto__":2}', '__proto__', 15],
  ])('finds the key that %s repeats', (text, key, position) => {
    expect(scanJson(text).repeatedKey).toEqual({ key, position });
  });

  it('takes the same key in two objects for no repetition', () => {
    expect(scanJson('[{"a":{"a":1}},{"a":"a"}]').repeatedKey).toBeUndefined();
  });

  it('has the texts of the elements of an array, as they were written', () => {
    expect(scanJson(' [ {"a": [1, 2]} ,1e400,"],[" , [] ] ').elements).toEqual([
      '{"a": [1, 2]}',
      '1e400',
      '"],["',
      '[]',
    ]);
    expect(scanJson('{"a":[1,2]}').elements).toEqual([]);
  });

  it('has an error exactly where JSON.parse has one', () => {
    const text = fc.oneof(
      fc.json(),
      fc.string({ unit: fc.constantFrom(...'{}[],:"\\ 1.e-tnrau\n\0') }),
      fc
        .tuple(fc.json(), fc.nat(), fc.string({ maxLength: 2 }))
        .map(([json, at, other]) => json.slice(0, at % json.length) + other + json.slice(at)),
    );
    fc.assert(
      fc.property(text, (candidate) => {
        expect(scanJson(candidate).errorAt === undefined).toBe(isJson(candidate));
      }),
      { numRuns: 5_000 },
    );
  });

  it('splits an array into the elements that JSON.parse finds', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.constantFrom(0, 2), (value, indent) => {
        const { elements } = scanJson(JSON.stringify(value, null, indent));
        expect(elements.map((element) => JSON.parse(element))).toEqual(
          JSON.parse(JSON.stringify(value)),
        );
      }),
    );
  });

  it('may nest as deep as it likes', () => {
    const depth = 200_000;
    expect(scanJson('['.repeat(depth) + ']'.repeat(depth)).errorAt).toBeUndefined();
    expect(scanJson('{"a":'.repeat(depth)).errorAt).toBe(5 * depth);
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
