import { buildPages } from '@energy/infra/pages';
import { browserOptions } from './browser.ts';

/** Builds the pages and extracts the packaged browser, so that files of tests that start together do not each do it. */
export default async function setup(): Promise<void> {
  await Promise.all([buildPages(console.log), browserOptions()]);
}
