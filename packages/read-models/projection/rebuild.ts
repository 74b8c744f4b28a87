import { delay, type EngineLog, retryForever } from '@energy/engines';
import type { EventStore } from '@energy/event-store';
import type { HourReview, ReviewedHours } from '../hour-review.ts';
import type { Generations, ProjectedRow } from '../projected-rows.ts';
import type { ReadModels } from '../read-models.ts';
import { EventFollower } from './event-follower.ts';
import { expectEvents } from './missing-events.ts';
import { Projection } from './projection.ts';
import type { ProjectionDefinition } from './projections.ts';

/** Whoever reads from what was replaced, having looked a second ago, is done by then. */
const LAST_READS_MS = 3_000;

export interface RebuildOptions {
  /** Leaves what an earlier rebuild has come to, and begins with the first event or hour. */
  readonly anew: boolean;
  readonly log: EngineLog;
  /** Ends the rebuild, which may be gone on with later: the promise rejects with its reason. */
  readonly signal: AbortSignal;
}

export interface ProjectionRebuildOptions extends RebuildOptions {
  /** Puts the rebuilt rows in place even where the ones in use know of events that are lost. */
  readonly acceptEnd?: boolean;
  readonly onProgress: (progress: ProjectedSoFar) => void;
}

/** How far the rebuild of a projection has come. */
export interface ProjectedSoFar {
  /** How many events were projected by this process. */
  readonly events: number;
  /** When the last of them was recorded: ISO 8601, UTC. */
  readonly through: string;
}

/**
 * Builds a projection from the first event on, beside the rows in use, and puts it in their place when it
 * has come as far: queries and projectors go on meanwhile. It goes on where one before it was ended or
 * killed. Several processes may do it at once.
 *
 * @throws EventsMissing where it can never come as far
 */
export async function rebuildProjection(
  definition: ProjectionDefinition,
  { eventStore, readModels }: { eventStore: EventStore; readModels: ReadModels },
  options: ProjectionRebuildOptions,
): Promise<void> {
  const { generations } = definition.rows(readModels);
  if (!options.acceptEnd) await expectEvents(readModels, eventStore);
  await generations.build(options);
  const ended = new AbortController();
  const signal = AbortSignal.any([options.signal, ended.signal]);
  // Another process may have put it in place, or begun anew: then it is that one that is built on.
  const generation = async () => (await generations.beingBuilt()) ?? generations.inUse();
  const follower = new EventFollower({
    ...{ eventStore, log: options.log, signal },
    projections: [new Projection({ definition, generation, gently: true })],
    onlooker: counting(options.onProgress),
  });
  await follower.load();
  const following = follower.run();
  const swapping = swapInWhenCaughtUp(follower, generations, options.acceptEnd);
  try {
    await Promise.race([swapping, following]);
  } finally {
    ended.abort();
    await Promise.allSettled([swapping, following]);
  }
  options.signal.throwIfAborted();
  await delay(LAST_READS_MS, options.signal);
  await generations.removeOthers();
}

/** Adds the readings of all hours up again, and sets those totals right that are wrong. */
export async function rebuildHours(
  review: HourReview,
  {
    anew,
    onProgress,
    ...options
  }: RebuildOptions & { readonly onProgress: (hours: ReviewedHours) => void },
): Promise<void> {
  if (anew) await review.beginAnew();
  for (;;) {
    const hours = await retryForever('add up hours', () => review.rebuildNext(), options);
    if (hours.end === undefined) return;
    onProgress(hours);
  }
}

async function swapInWhenCaughtUp(
  follower: EventFollower,
  generations: Generations<ProjectedRow>,
  force = false,
): Promise<void> {
  for (;;) {
    await follower.caughtUp();
    const built = await generations.beingBuilt();
    if (!built || (await generations.swapIn(built, { force }))) return;
  }
}

function counting(onProgress: (progress: ProjectedSoFar) => void) {
  let events = 0;
  return {
    take(taken: readonly { recordedAt: string }[]) {
      events += taken.length;
      if (taken.length > 0) onProgress({ events, through: taken.at(-1)!.recordedAt });
    },
    store() {},
  };
}
