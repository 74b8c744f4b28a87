import { computed, type Ref, watch } from 'vue';
import { type Alert, dataOf } from '../api/client.ts';
import { useLoaded } from '../api/useLoaded.ts';
import { useNow } from '../calendar/useNow.ts';
import { useLiveFeed } from '../live/useLiveFeed.ts';
import { useApi } from '../session/session-store.ts';
import {
  type AlertList,
  growingDevices,
  seenThrough,
  withAlert,
  withNewest,
  withOlder,
  withTotal,
} from './alert-list.ts';

const PAGE = 20;

/** Which alerts are listed: all that the reader may see, where nothing is said. */
export interface AlertFilter {
  readonly deviceId?: string;
  /** Only of hours that start at this instant (ISO 8601) or later, and before the other. */
  readonly from?: string;
  readonly to?: string;
}

/**
 * Alerts, newest first, page by page. What is new comes live, and so does what becomes of it: figures
 * grow with their hour, and what the reader has seen elsewhere is seen here.
 *
 * @param filter nothing is listed while it is undefined
 * @param reader what is listed for one is gone when it is another
 */
export function useAlertList(
  filter: Ref<AlertFilter | undefined>,
  reader: Ref<string | undefined>,
) {
  const api = useApi();
  const now = useNow();
  const live = useLiveFeed();
  /** What came live while a page was loaded that may be without it. */
  let heardMeanwhile: Alert[] = [];
  let loadedFor: string | undefined;

  const source = computed(() =>
    filter.value && reader.value ? JSON.stringify([reader.value, filter.value]) : undefined,
  );
  const { value, error, isLoading, reload } = useLoaded(source, load);
  watch(source, (wanted) => {
    if (wanted === undefined) value.value = undefined;
  });

  async function load(wanted: string, signal: AbortSignal): Promise<AlertList> {
    heardMeanwhile = [];
    const page = await pageAfter(undefined, signal);
    const before = loadedFor === wanted ? value.value : undefined;
    loadedFor = wanted;
    return heardMeanwhile.reduce(withAlert, withNewest(before, page));
  }

  /** Loads the page that follows, where there is one. */
  async function more(): Promise<void> {
    const [list, wanted] = [value.value, source.value];
    if (!list?.next) return;
    const page = await pageAfter(list.next);
    if (value.value && source.value === wanted) value.value = withOlder(value.value, page);
  }

  function pageAfter(after: string | undefined, signal?: AbortSignal) {
    const query = { limit: PAGE, ...filter.value, ...(after && { after }) };
    return dataOf(api.GET('/api/alerts', { params: { query }, ...(signal && { signal }) }));
  }

  function change(to: (list: AlertList) => AlertList): void {
    if (value.value) value.value = to(value.value);
  }

  /** The reader has seen the alerts up to a number: it is so in all tabs, and stays so. */
  async function markSeen(through: number): Promise<void> {
    await api.POST('/api/alerts/seen', { body: { through } });
    change((list) => seenThrough(list, through));
  }

  live.on('alert', ({ alert }) => {
    if (!isWanted(alert, filter.value)) return;
    heardMeanwhile.push(alert);
    change((list) => withAlert(list, alert));
  });
  live.on('alerts-seen', ({ through }) => change((list) => seenThrough(list, through)));
  const growing = computed<readonly string[]>((before) => {
    const ids = value.value ? growingDevices(value.value, now.value) : [];
    return before && String(before) === String(ids) ? before : ids;
  });
  live.watchTotals(growing, (told) => change((list) => withTotal(list, told)), reload);

  return { list: value, error, isLoading, reload, more, markSeen };
}

function isWanted(alert: Alert, filter: AlertFilter | undefined): boolean {
  if (!filter) return false;
  const { deviceId = alert.deviceId, from, to } = filter;
  const hour = Date.parse(alert.hour);
  const isInTime = (!from || hour >= Date.parse(from)) && (!to || hour < Date.parse(to));
  return alert.deviceId === deviceId && isInTime;
}
