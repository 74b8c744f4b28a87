import { computed, type Ref, watch } from 'vue';
import { type Alert, dataOf } from '../api/client.ts';
import { useLoaded } from '../api/useLoaded.ts';
import { useNow } from '../calendar/useNow.ts';
import { useLiveFeed } from '../live/useLiveFeed.ts';
import { useApi } from '../session/session-store.ts';
import {
  type AlertList,
  devicesWithOpenHours,
  markSeenThrough,
  withAlert,
  withNewestPage,
  withOlder,
  withTotal,
} from './alert-list.ts';

const PAGE_SIZE = 20;
const MAX_PAGE_SIZE = 1_000;

/** Without a property, all alerts that the reader may see. */
export interface AlertFilter {
  readonly deviceId?: string;
  /** The addressee. */
  readonly ownerId?: string;
  /** The hour starts at this instant (ISO 8601) or later. */
  readonly from?: string;
  /** Exclusive. */
  readonly to?: string;
}

/**
 * Lists alerts page by page, newest first, and keeps them up to date from the live feed: new alerts,
 * totals, and what the reader has seen in other tabs.
 *
 * @param filter the list is empty while it is undefined
 * @param reader another reader clears the list
 * @param firstPageSize the alerts to load first: more where the reader returns to a list that has grown
 */
export function useAlertList(
  filter: Ref<AlertFilter | undefined>,
  reader: Ref<string | undefined>,
  firstPageSize = () => PAGE_SIZE,
) {
  const api = useApi();
  const now = useNow();
  const live = useLiveFeed();
  /** Alerts that arrived during a load, whose page may not contain them. */
  let arrivedDuringLoad: Alert[] = [];
  let loadedFor: string | undefined;

  const source = computed(() =>
    filter.value && reader.value ? JSON.stringify([reader.value, filter.value]) : undefined,
  );
  const { value, error, isLoading, reload } = useLoaded(source, load);
  watch(source, (current) => {
    if (current === undefined) value.value = undefined;
  });

  async function load(key: string, signal: AbortSignal): Promise<AlertList> {
    arrivedDuringLoad = [];
    const limit = Math.min(Math.max(firstPageSize(), PAGE_SIZE), MAX_PAGE_SIZE);
    const page = await pageAfter(undefined, { limit, signal });
    const before = loadedFor === key ? value.value : undefined;
    loadedFor = key;
    return arrivedDuringLoad.reduce(withAlert, withNewestPage(before, page));
  }

  async function loadMore(): Promise<void> {
    const list = value.value;
    const key = source.value;
    if (!list?.next) return;
    const page = await pageAfter(list.next);
    if (value.value && source.value === key) value.value = withOlder(value.value, page);
  }

  function pageAfter(
    after: string | undefined,
    { limit = PAGE_SIZE, signal }: { limit?: number; signal?: AbortSignal } = {},
  ) {
    const query = { limit, ...filter.value, ...(after && { after }) };
    return dataOf(api.GET('/api/alerts', { params: { query }, ...(signal && { signal }) }));
  }

  function update(change: (list: AlertList) => AlertList): void {
    if (value.value) value.value = change(value.value);
  }

  /** Marks the alerts up to a number as seen, on the server and in all tabs. */
  async function markSeen(through: number): Promise<void> {
    await api.POST('/api/alerts/seen', { body: { through } });
    update((list) => markSeenThrough(list, through));
  }

  live.on('alert', ({ alert }) => {
    if (!matchesFilter(alert, filter.value)) return;
    arrivedDuringLoad.push(alert);
    update((list) => withAlert(list, alert));
  });
  live.on('alerts-seen', ({ through }) => update((list) => markSeenThrough(list, through)));
  const openDevices = computed<readonly string[]>((before) => {
    const ids = value.value ? devicesWithOpenHours(value.value, now.value) : [];
    return before && String(before) === String(ids) ? before : ids;
  });
  live.watchTotals(openDevices, (total) => update((list) => withTotal(list, total)), reload);

  return { list: value, error, isLoading, reload, loadMore, markSeen };
}

function matchesFilter(alert: Alert, filter: AlertFilter | undefined): boolean {
  if (!filter) return false;
  const { deviceId = alert.deviceId, ownerId = alert.ownerId, from, to } = filter;
  const hour = Date.parse(alert.hour);
  const isInPeriod = (!from || hour >= Date.parse(from)) && (!to || hour < Date.parse(to));
  return alert.deviceId === deviceId && alert.ownerId === ownerId && isInPeriod;
}
