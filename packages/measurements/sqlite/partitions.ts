import { partitionOf } from '../partition-key.ts';

/** Messages of an earlier release, which had no partitions: they are consumed before all others. */
export const UNPARTITIONED = 0;
const PARTITION_COUNT = 16;
/** Every partition there is, that of the unpartitioned messages first. */
export const PARTITIONS = Array.from({ length: PARTITION_COUNT + 1 }, (_, partition) => partition);

/** Ids of a partition lie in a range of their own; all of them are safe integers. */
const RANGE = 2 ** 48;

/** The ids of a partition; the bounds themselves are not among them. */
export interface IdRange {
  readonly after: number;
  readonly before: number;
}

export function idRangeOf(partition: number): IdRange {
  const isLast = partition === PARTITION_COUNT;
  return {
    after: partition * RANGE,
    before: isLast ? Number.MAX_SAFE_INTEGER : (partition + 1) * RANGE,
  };
}

/** @param sequence greater than that of every message published before */
export function messageId(body: Uint8Array, sequence: number): number {
  return (1 + partitionOf(body, PARTITION_COUNT)) * RANGE + sequence;
}
