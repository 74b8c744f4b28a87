import { delay, type EngineLog, retryForever } from '@energy/engines';
import type { EventStore } from '@energy/event-store';
import type { DayReview, ReviewedDays } from '../day-review.ts';
import type { HourReview, ReviewedHours } from '../hour-review.ts';
import type { Generations, ProjectedRow } from '../projected-rows.ts';
import type { ReadModels } from '../read-models.ts';
import { EventFollower, type ProjectionObserver } from './event-follower.ts';
import { expectEvents } from './missing-events.ts';
import { Projection } from './projection.ts';
import type { ProjectionDefinition } from './projections.ts';

/** After this time the last reads of a replaced generation have ended. */
const LAST_READS_MS = 3_000;

export interface RebuildOptions {
  /** Drops the progress of an earlier rebuild and starts at the first event or hour. */
  readonly restart: boolean;
  readonly log: EngineLog;
  /** Interrupts the rebuild, which a later one continues: the promise rejects with its reason. */
  readonly signal: AbortSignal;
}

export interface ProjectionRebuildOptions extends RebuildOptions {
  /** Swaps in the rebuilt rows even if those in use contain events that were lost. */
  readonly acceptEnd?: boolean;
  readonly onProgress: (progress: RebuildProgress) => void;
}

export interface RebuildProgress {
  /** Events projected by this process. */
  readonly events: number;
  /** When the last of them was recorded: ISO 8601, UTC. */
  readonly through: string;
}

/**
 * Rebuilds a projection into a new generation, from the first event on, and swaps it in when it has caught up.
 * Queries and projectors continue in the meantime. It continues an interrupted rebuild; several processes may run
 * the same one.
 *
 * @throws EventsMissing where it can never catch up
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
  // Another process may have swapped it in, or restarted.
  const generation = async () => (await generations.beingBuilt()) ?? generations.inUse();
  const follower = new EventFollower({
    eventStore,
    log: options.log,
    signal,
    projections: [new Projection({ definition, generation, throttled: true })],
    observer: progressObserver(options.onProgress),
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

/** Adds up the readings of all hours again and corrects the totals that differ. */
export async function rebuildHours(
  review: HourReview,
  {
    restart,
    onProgress,
    ...options
  }: RebuildOptions & { readonly onProgress: (hours: ReviewedHours) => void },
): Promise<void> {
  if (restart) await review.beginAnew();
  for (;;) {
    const hours = await retryForever('add up hours', () => review.rebuildNext(), options);
    if (hours.through === undefined) return;
    onProgress(hours);
  }
}

/** Adds up the hours of all days again and corrects the days that differ. */
export async function rebuildDays(
  review: DayReview,
  {
    restart,
    onProgress,
    ...options
  }: RebuildOptions & { readonly onProgress: (days: ReviewedDays) => void },
): Promise<void> {
  if (restart) await review.beginAnew();
  for (;;) {
    const days = await retryForever('add up days', () => review.rebuildNext(), options);
    onProgress(days);
    if (days.end === undefined) return;
  }
}

async function swapInWhenCaughtUp(
  follower: EventFollower,
  generations: Generations<ProjectedRow>,
  force = false,
): Promise<void> {
  for (;;) {
    await follower.caughtUp();
    while (await follower.indexNext());
    const built = await generations.beingBuilt();
    if (!built || (await generations.swapIn(built, { force }))) return;
  }
}

function progressObserver(onProgress: (progress: RebuildProgress) => void): ProjectionObserver {
  let total = 0;
  return {
    onEvents(events) {
      total += events.length;
      if (events.length > 0) onProgress({ events: total, through: events.at(-1)!.recordedAt });
    },
    onStored() {},
  };
}
