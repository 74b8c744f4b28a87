import { expect, it } from 'vitest';
import { dstRules } from './dst-rules.ts';

it.each([
  // The rules of New York are those of ESPI's own examples.
  [
    'America/New_York',
    { offset: -18_000, dstOffset: 3_600, dstStart: '360E2000', dstEnd: 'B40E2000' },
  ],
  [
    'Europe/Brussels',
    { offset: 3_600, dstOffset: 3_600, dstStart: '3E0E2000', dstEnd: 'AE0E3000' },
  ],
  [
    'Australia/Lord_Howe',
    { offset: 37_800, dstOffset: 1_800, dstStart: 'A40E2000', dstEnd: '440E2000' },
  ],
  ['Asia/Tokyo', { offset: 32_400, dstOffset: 0, dstStart: 'FFFFFFFF', dstEnd: 'FFFFFFFF' }],
])('%s', (timeZone, rules) => {
  expect(dstRules(timeZone, '2026-11-22')).toEqual(rules);
  expect(dstRules(timeZone, '2026-07-01')).toEqual(rules);
});
