import { dayText } from '@energy/domain';
import type { DayRange } from '@energy/read-models';

const MAX_NAME_LENGTH = 60;

/** A name of a file without its extension that is safe for file systems and shells. */
export function exportFileName(title: string, { from, to }: DayRange): string {
  const words = title
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu);
  const name = [...(words ?? ['device']).join('-')].slice(0, MAX_NAME_LENGTH).join('');
  return [name.replace(/-$/, ''), dayText(from), ...(to === from ? [] : [dayText(to)])].join('-');
}
