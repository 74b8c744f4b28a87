export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The slope by Theil and Sen: the median of the slopes between all pairs. Peaks do not move it. */
export function slope(points: readonly Point[]): number {
  const slopes = points.flatMap((from, index) =>
    points.slice(index + 1).map((to) => (to.y - from.y) / (to.x - from.x)),
  );
  return slopes.length === 0 ? 0 : median(slopes);
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
