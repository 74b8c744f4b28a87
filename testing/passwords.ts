import { randomBytes, randomInt } from 'node:crypto';

const WORDS = [
  'amber',
  'basket',
  'candle',
  'desert',
  'evening',
  'forest',
  'garden',
  'harbour',
  'island',
  'kettle',
  'ladder',
  'meadow',
  'needle',
  'orchard',
  'pepper',
  'quiet',
  'ribbon',
  'saddle',
  'timber',
  'umbrella',
  'velvet',
  'window',
  'yellow',
  'zebra',
  'lantern',
  'marble',
  'pocket',
  'river',
  'shelter',
  'thunder',
  'valley',
  'winter',
];
const WORD_COUNT = 4;

/** A random sentence of different words, at least 33 characters, which passes every rule for passwords. */
export function newPassword(): string {
  const words = new Set<string | undefined>();
  while (words.size < WORD_COUNT) words.add(WORDS[randomInt(WORDS.length)]);
  return `${[...words].join(' ')} ${randomBytes(5).toString('hex')}`;
}
