/** What the tabs of one browser tell one another. */
export type TabNews =
  | { readonly type: 'signed-in'; readonly userId: string }
  | { readonly type: 'signed-out' };

const CHANNEL = 'energy:session';

/** The other tabs: they hear what this one tells, and this one hears them. */
export function otherTabs(hear: (news: TabNews) => void) {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = ({ data }: MessageEvent<TabNews>) => hear(data);
  return { tell: (news: TabNews) => channel.postMessage(news) };
}
