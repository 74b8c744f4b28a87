import type { Gap } from '@energy/read-models';
import type { GapPage } from '../../schemas/gaps.ts';

/** A gap as the API shows it. */
export function toGap({ start, end, ...gap }: Gap): GapPage['gaps'][number] {
  return { ...gap, from: new Date(start).toISOString(), to: new Date(end).toISOString() };
}
