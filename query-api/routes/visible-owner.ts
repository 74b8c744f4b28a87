import type { RequestActor } from '@energy/http';

/** Whose rows are shown to whoever asks for an owner’s; everybody’s where that is undefined. */
export function visibleOwner(
  { role, userId }: RequestActor,
  asked: string | undefined,
): string | 'nobody' | undefined {
  if (role === 'administrator') return asked;
  return asked === undefined || asked === userId ? userId : 'nobody';
}
