const CHUNK_SIZE = 16_384;

type Numbers = Uint16Array | Uint32Array | Float64Array;

/** Numbers by index, as compact as their type. It grows in chunks, without copying. */
export class NumberColumn {
  readonly #type: new (
    length: number,
  ) => Numbers;
  readonly #chunks: Numbers[] = [];

  constructor(type: new (length: number) => Numbers) {
    this.#type = type;
  }

  /** Reads a number that was set. */
  get(index: number): number {
    return this.#chunks[Math.floor(index / CHUNK_SIZE)]![index % CHUNK_SIZE]!;
  }

  set(index: number, value: number): void {
    const chunk = Math.floor(index / CHUNK_SIZE);
    while (this.#chunks.length <= chunk) this.#chunks.push(new this.#type(CHUNK_SIZE));
    this.#chunks[chunk]![index % CHUNK_SIZE] = value;
  }
}
