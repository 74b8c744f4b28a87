import type { Total } from './hour.ts';

/** Selects the highest of many totals, the highest first. Each key appears once. */
export class HighestTotals<K> {
  readonly #max: number;
  readonly #entries: { readonly key: K; readonly total: Total }[] = [];

  constructor(max: number) {
    this.#max = max;
  }

  consider(key: K, total: Total): void {
    if (this.#max === 0) return;
    const isFull = this.#entries.length === this.#max;
    if (isFull && total <= this.#entries.at(-1)!.total) return;
    const known = this.#entries.findIndex((entry) => entry.key === key);
    if (known !== -1) {
      if (this.#entries[known]!.total >= total) return;
      this.#entries.splice(known, 1);
    }
    const place = this.#entries.findIndex((entry) => total > entry.total);
    this.#entries.splice(place === -1 ? this.#entries.length : place, 0, { key, total });
    if (this.#entries.length > this.#max) this.#entries.pop();
  }

  list(): { readonly key: K; readonly total: bigint }[] {
    return this.#entries.map(({ key, total }) => ({ key, total: BigInt(total) }));
  }
}
