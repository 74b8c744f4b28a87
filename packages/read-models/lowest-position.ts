import type { Position } from '@energy/event-store';
import type { ProjectedRow, Rows } from './projected-rows.ts';

/** How far all projections have come; `undefined` while one of them is at the beginning. */
export async function lowestPosition(
  projections: readonly Pick<Rows<ProjectedRow>, 'position'>[],
): Promise<Position | undefined> {
  const positions = await Promise.all(projections.map((each) => each.position()));
  const lowest = positions.map((each) => each ?? '').sort()[0];
  return lowest || undefined;
}
