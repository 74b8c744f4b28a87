import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { TestPlatform } from '@energy/testing/platform';
import { afterEach, describe, expect, it } from 'vitest';
import { correctWhileProjectorIsPaused } from './corrections.ts';
import { killAtRandomMoments, stopAtRandomMoments } from './crashes.ts';
import { behavesAsOne } from './two-of-each.ts';

describe('the platform on embedded engines', () => {
  let platform: TestPlatform | undefined;

  afterEach(() => platform?.close());

  it('is exact although its projector is killed again and again', {
    timeout: 180_000,
  }, async () => {
    platform = TestPlatform.open();
    await killAtRandomMoments(platform);
  });

  it('returns what it has not recorded to the queue whenever its projector is stopped', {
    timeout: 120_000,
  }, async () => {
    platform = TestPlatform.open();
    await stopAtRandomMoments(platform);
  });

  it('records a correction after its original although the projector with the original is paused', {
    timeout: 120_000,
  }, async () => {
    platform = TestPlatform.open();
    await correctWhileProjectorIsPaused(platform);
  });

  it('behaves as one where every service runs twice', { timeout: 120_000 }, async () => {
    platform = TestPlatform.open();
    platform.env.LIVE_FEED_URL = `sqlite:${platform.folder}/live-feed.db`;
    await behavesAsOne(platform);
    expect(existsSync(`${platform.folder}/live-feed.db`)).toBe(true);
  });

  // The demo builds the pages where they were not built since a change.
  it('shows itself in the demo, and every hour is right', { timeout: 240_000 }, async () => {
    platform = undefined;
    const demo = path.join(import.meta.dirname, '../demo/main.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [demo, '--exit']);
    expect(stdout).toMatch(/Brussels: 3\d\d hours compared, 0 differ/);
    expect(stdout).toContain('Every hour is exactly right.');
    expect(stdout).toContain('Every bill is exactly right.');
  });
});
