import type { RouteRecordRaw } from 'vue-router';
import { isLocalDay } from '../calendar/local-day.ts';
import { relatedDays } from '../energy/related-days.ts';
import { divisionOf, parsePeriod } from '../periods/period.ts';
import { type Audience, INBOX } from './admission.ts';

declare module 'vue-router' {
  interface RouteMeta {
    /** The page's audience; by default everybody who is signed in. */
    for?: Audience;
    /** The message key of the page's title. */
    title?: string;
    /** The API paths that the page requests first, for the parameters of its address. */
    asks?: (parameters: Readonly<Record<string, string | undefined>>) => readonly string[];
    /** True for pages without the header and navigation of signed-in people. */
    bare?: boolean;
  }
}

/** All pages, each loaded on its first visit. */
export const routes: RouteRecordRaw[] = [
  {
    path: '/sign-in',
    name: 'sign-in',
    component: () => import('../pages/SignInPage.vue'),
    meta: { for: 'nobody-yet', title: 'session.title', bare: true },
  },
  {
    path: '/password',
    name: 'password',
    component: () => import('../pages/PasswordPage.vue'),
    meta: { title: 'session.change.title', bare: true },
  },
  {
    path: '/devices',
    name: 'devices',
    component: () => import('../pages/DevicesPage.vue'),
    meta: { for: 'client', title: 'energy.title' },
  },
  {
    // Named as in ISO 8601: the year 2026, the month 2026-11 or the week 2026-W47.
    path: '/devices/:id/:name(\\d{4}|\\d{4}-\\d\\d|\\d{4}-W\\d\\d)',
    name: 'device-period',
    component: () => import('../pages/DevicePeriodPage.vue'),
    props: true,
    meta: { title: 'energy.title', asks: ({ id, name }) => queriesOfPeriod(id!, name!) },
  },
  {
    path: '/devices/:id/:day?',
    name: 'device-day',
    component: () => import('../pages/DeviceDayPage.vue'),
    props: true,
    meta: { title: 'energy.title', asks: ({ id, day }) => queriesOfDay(id!, day) },
  },
  {
    path: '/devices/:id/statements/:month',
    name: 'statement',
    component: () => import('../pages/StatementPage.vue'),
    props: true,
    meta: { title: 'energy.statement.heading' },
  },
  {
    path: '/alerts',
    name: 'alerts',
    component: () => import('../pages/AlertsPage.vue'),
    meta: { for: 'client', title: 'alerts.heading' },
  },
  {
    path: '/settings',
    name: 'settings',
    component: () => import('../pages/SettingsPage.vue'),
    meta: { title: 'app.settings.heading' },
  },
  {
    path: '/console',
    name: 'console',
    component: () => import('../pages/console/OverviewPage.vue'),
    meta: { for: 'administrator', title: 'overview.heading' },
  },
  {
    path: '/console/system',
    name: 'console-system',
    component: () => import('../pages/console/SystemPage.vue'),
    meta: { for: 'administrator', title: 'overview.system' },
  },
  {
    path: '/console/devices',
    name: 'console-devices',
    component: () => import('../pages/console/DevicesPage.vue'),
    meta: { for: 'administrator', title: 'console.devices' },
  },
  {
    path: '/console/devices/:id',
    name: 'console-device',
    component: () => import('../pages/console/DevicePage.vue'),
    props: true,
    meta: { for: 'administrator', title: 'console.devices' },
  },
  {
    path: '/console/users',
    name: 'console-users',
    component: () => import('../pages/console/UsersPage.vue'),
    meta: { for: 'administrator', title: 'console.users' },
  },
  {
    path: '/console/users/:id',
    name: 'console-user',
    component: () => import('../pages/console/UserPage.vue'),
    props: true,
    meta: { for: 'administrator', title: 'console.users' },
  },
  {
    path: '/console/tariffs',
    name: 'console-tariffs',
    component: () => import('../pages/console/TariffsPage.vue'),
    meta: { for: 'administrator', title: 'tariffs.heading' },
  },
  {
    path: '/console/tariffs/:id',
    name: 'console-tariff',
    component: () => import('../pages/console/TariffPage.vue'),
    props: true,
    meta: { for: 'administrator', title: 'tariffs.heading' },
  },
  {
    path: '/console/tariffs/:id/versions/:version(new|\\d{4}-\\d\\d-\\d\\d)',
    name: 'console-tariff-version',
    component: () => import('../pages/console/TariffVersionPage.vue'),
    props: true,
    meta: { for: 'administrator', title: 'tariffs.prices' },
  },
  {
    path: '/console/import',
    name: 'console-import',
    component: () => import('../pages/console/ImportPage.vue'),
    meta: { for: 'administrator', title: 'console.import.title' },
  },
  {
    path: '/console/alerts',
    name: 'console-alerts',
    component: () => import('../pages/console/AlertsPage.vue'),
    meta: { for: 'administrator', title: 'alerts.heading' },
  },
  {
    path: '/console/gaps',
    name: 'console-gaps',
    component: () => import('../pages/console/GapsPage.vue'),
    meta: { for: 'administrator', title: 'console.gaps.heading' },
  },
  {
    path: `${INBOX}/:clientId?`,
    name: 'inbox',
    component: () => import('../pages/console/ChatPage.vue'),
    props: true,
    meta: { for: 'administrator', title: 'chat.title' },
  },
  { path: '/', redirect: '/devices' },
  {
    path: '/:anything(.*)*',
    name: 'not-found',
    component: () => import('../pages/NotFoundPage.vue'),
    meta: { for: 'anyone', title: 'app.notFound.title' },
  },
];

function queriesOfDay(id: string, day: string | undefined): readonly string[] {
  const device = `/api/devices/${id}`;
  if (!day || !isLocalDay(day)) return [device];
  const consumption = `${device}/consumption`;
  const { from, to } = relatedDays(day);
  return [device, `${consumption}?day=${day}`, `${consumption}/days?from=${from}&to=${to}`];
}

function queriesOfPeriod(id: string, name: string): readonly string[] {
  const device = `/api/devices/${id}`;
  const period = parsePeriod(name);
  if (!period) return [device];
  const { kind, from, to } = period;
  const query = `from=${from}&to=${to}&by=${divisionOf(kind)}&compare=true`;
  return [device, `${device}/consumption?${query}`];
}
