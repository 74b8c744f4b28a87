import { tv } from '@nuxt/ui/utils/tv';
import { useFormats } from '../i18n/i18n.ts';
import { nextTask } from './next-task.ts';

/**
 * Prepares the merging of classes and the formats of dates, each in a task of its own while the messages and the
 * page are loading: two thirds of the longest task in which a day's page would render.
 */
export async function warmUp(): Promise<void> {
  await nextTask();
  tv({ base: 'm-0' })({ class: 'm-1' });
  await nextTask();
  useFormats().value.longDay('2026-01-01');
}
