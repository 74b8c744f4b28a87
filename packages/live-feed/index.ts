export type { Heard, ListenOptions, LiveFeed } from './live-feed.ts';
export type { AlertRaised, AlertsSeen, HourlyTotalChanged, ReadingsRecorded, Notice, Typing } from './notice.ts';
export { openLiveFeed } from './open.ts';
