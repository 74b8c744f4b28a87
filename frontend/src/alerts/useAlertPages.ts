import { computed, type Ref, watch } from 'vue';
import { dataOf, type ListedAlert } from '../api/client.ts';
import { useLoaded } from '../api/useLoaded.ts';
import { useApi } from '../session/session-store.ts';
import { type AlertList, withAlert, withNewestPage, withOlder } from './alert-list.ts';

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

export interface AlertSources {
  /** The list is empty while it is undefined. */
  readonly filter: Ref<AlertFilter | undefined>;
  /** Another reader clears the list. */
  readonly reader: Ref<string | undefined>;
  /** The alerts to load first: more where the reader returns to a list that has grown. */
  readonly firstPageSize?: (() => number) | undefined;
}

export type AlertPages = ReturnType<typeof useAlertPages>;

/** Loads alerts page by page, newest first. */
export function useAlertPages({ filter, reader, firstPageSize = () => PAGE_SIZE }: AlertSources) {
  const pageAfter = usePageAfter(filter);
  /** Alerts that arrived during a load, whose page may not contain them. */
  let arrivedDuringLoad: ListedAlert[] = [];
  let loadedFor: string | undefined;

  const source = computed(() =>
    filter.value && reader.value ? JSON.stringify([reader.value, filter.value]) : undefined,
  );
  const { value: list, error, isLoading, reload } = useLoaded(source, load);
  watch(source, (current) => {
    if (current === undefined) list.value = undefined;
  });

  async function load(key: string, signal: AbortSignal): Promise<AlertList> {
    arrivedDuringLoad = [];
    const limit = Math.min(Math.max(firstPageSize(), PAGE_SIZE), MAX_PAGE_SIZE);
    const page = await pageAfter(undefined, { limit, signal });
    const before = loadedFor === key ? list.value : undefined;
    loadedFor = key;
    return arrivedDuringLoad.reduce(withAlert, withNewestPage(before, page));
  }

  async function loadMore(): Promise<void> {
    const key = source.value;
    if (!list.value?.next) return;
    const page = await pageAfter(list.value.next);
    if (list.value && source.value === key) list.value = withOlder(list.value, page);
  }

  function update(change: (list: AlertList) => AlertList): void {
    if (list.value) list.value = change(list.value);
  }

  function add(alert: ListedAlert): void {
    arrivedDuringLoad.push(alert);
    update((current) => withAlert(current, alert));
  }

  return { list, error, isLoading, reload, loadMore, update, add };
}

function usePageAfter(filter: AlertSources['filter']) {
  const api = useApi();

  return (
    after: string | undefined,
    { limit = PAGE_SIZE, signal }: { limit?: number; signal?: AbortSignal } = {},
  ) => {
    const query = { limit, ...filter.value, ...(after && { after }) };
    return dataOf(api.GET('/api/alerts', { params: { query }, ...(signal && { signal }) }));
  };
}
