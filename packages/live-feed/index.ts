export type { Delivery, LiveFeed, SubscribeOptions } from './live-feed.ts';
export type {
  AlertRaised,
  AlertsSeen,
  HourlyTotalChanged,
  Notice,
  ReadingsRecorded,
  Typing,
} from './notice.ts';
export { openLiveFeed } from './open.ts';
