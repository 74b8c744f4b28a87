import { INBOX, type Visitor } from '../../router/admission.ts';

export interface NavigationLink {
  readonly to: string;
  /** The message key of its label. */
  readonly label: string;
  readonly icon: string;
  /** True for a page that narrow screens reach from another page. */
  readonly isMinor?: boolean;
}

export const CONSOLE_ALERTS = '/console/alerts';

const LINKS: Readonly<Record<Visitor['role'], readonly NavigationLink[]>> = {
  client: [
    { to: '/devices', label: 'energy.title', icon: 'i-lucide-zap' },
    { to: '/alerts', label: 'alerts.heading', icon: 'i-lucide-bell' },
  ],
  administrator: [
    { to: '/console', label: 'overview.heading', icon: 'i-lucide-layout-dashboard' },
    { to: '/console/devices', label: 'console.devices', icon: 'i-lucide-gauge' },
    { to: '/console/users', label: 'console.users', icon: 'i-lucide-users' },
    {
      to: '/console/tariffs',
      label: 'tariffs.heading',
      icon: 'i-lucide-receipt-text',
      isMinor: true,
    },
    {
      to: '/console/import',
      label: 'console.import.title',
      icon: 'i-lucide-file-up',
      isMinor: true,
    },
    { to: CONSOLE_ALERTS, label: 'alerts.heading', icon: 'i-lucide-triangle-alert' },
    { to: '/console/gaps', label: 'console.gaps.heading', icon: 'i-lucide-unplug', isMinor: true },
    { to: INBOX, label: 'chat.title', icon: 'i-lucide-messages-square' },
    { to: '/console/system', label: 'overview.system', icon: 'i-lucide-server', isMinor: true },
  ],
};

/** Returns the main navigation of a role. */
export function navigationFor(role: Visitor['role']): readonly NavigationLink[] {
  return LINKS[role];
}
