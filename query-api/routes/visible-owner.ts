import type { RequestActor } from '@energy/http';

/** The owner whose rows a reader sees; `undefined` for those of all owners. */
export function visibleOwner(
  { role, userId }: RequestActor,
  requested: string | undefined,
): string | 'nobody' | undefined {
  if (role === 'administrator') return requested;
  return requested === undefined || requested === userId ? userId : 'nobody';
}
