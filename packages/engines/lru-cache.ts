import { LRUCache } from 'lru-cache';

/**
 * Makes a cache of up to `max` entries, of which the least recently used is dropped. It allocates as it fills: with
 * the option `max` of the library, 10,000 entries take a millisecond before there is one.
 */
export function lruCache<Key extends object | number | string, Value extends object | string>(
  max: number,
): LRUCache<Key, Value> {
  return new LRUCache({ maxSize: max, sizeCalculation: () => 1 });
}
