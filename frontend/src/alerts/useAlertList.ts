import { computed } from 'vue';
import type { Alert, BudgetAlert } from '../api/client.ts';
import { useNow } from '../calendar/useNow.ts';
import { useLiveFeed } from '../live/useLiveFeed.ts';
import { useApi } from '../session/session-store.ts';
import { devicesWithOpenHours, markSeenThrough, withTotal } from './alert-list.ts';
import {
  type AlertFilter,
  type AlertPages,
  type AlertSources,
  useAlertPages,
} from './useAlertPages.ts';

/**
 * Lists alerts page by page, newest first, and keeps them up to date from the live feed: new alerts,
 * totals, and what the reader has seen in other tabs.
 */
export function useAlertList(sources: AlertSources) {
  const api = useApi();
  const pages = useAlertPages(sources);
  const { list, error, isLoading, reload, loadMore, update } = pages;
  useLiveUpdates(pages, sources.filter);

  /** Marks the alerts up to a number as seen, on the server and in all tabs. */
  async function markSeen(through: number): Promise<void> {
    await api.POST('/api/alerts/seen', { body: { through } });
    update((current) => markSeenThrough(current, through));
  }

  return { list, error, isLoading, reload, loadMore, markSeen };
}

/** Adds new alerts that match the filter, follows the totals of running hours, and marks what was seen elsewhere. */
function useLiveUpdates({ list, reload, update, add }: AlertPages, filter: AlertSources['filter']) {
  const now = useNow();
  const live = useLiveFeed();
  const openDevices = computed<readonly string[]>((before) => {
    const ids = list.value ? devicesWithOpenHours(list.value, now.value) : [];
    return before && String(before) === String(ids) ? before : ids;
  });

  live.on('alert', ({ alert }) => {
    if (matchesFilter(alert, filter.value)) add(alert);
  });
  live.on('budget-alert', ({ alert }) => {
    if (budgetMatchesFilter(alert, filter.value)) add(alert);
  });
  live.on('alerts-seen', ({ through }) => update((current) => markSeenThrough(current, through)));
  live.watchTotals(openDevices, (total) => update((current) => withTotal(current, total)), reload);
}

function budgetMatchesFilter(alert: BudgetAlert, filter: AlertFilter | undefined): boolean {
  if (!filter || filter.deviceId) return false;
  const { ownerId = alert.ownerId } = filter;
  return alert.ownerId === ownerId && isInPeriod(alert.raisedAt, filter);
}

function matchesFilter(alert: Alert, filter: AlertFilter | undefined): boolean {
  if (!filter) return false;
  const { deviceId = alert.deviceId, ownerId = alert.ownerId } = filter;
  const isOfFilter = alert.deviceId === deviceId && alert.ownerId === ownerId;
  return isOfFilter && isInPeriod(alert.hour, filter);
}

function isInPeriod(instant: string, { from, to }: AlertFilter): boolean {
  const at = Date.parse(instant);
  return (!from || at >= Date.parse(from)) && (!to || at < Date.parse(to));
}
