import type { Visitor } from '../../router/admission.ts';

/** A link of the main navigation. */
export interface NavigationLink {
  readonly to: string;
  /** The message that it says. */
  readonly label: string;
  readonly icon: string;
  /** Whether the pages below it have links of their own. */
  readonly isExact?: boolean;
}

const LINKS: Readonly<Record<Visitor['role'], readonly NavigationLink[]>> = {
  client: [
    { to: '/devices', label: 'energy.title', icon: 'i-lucide-zap' },
    { to: '/alerts', label: 'alerts.heading', icon: 'i-lucide-bell' },
  ],
  administrator: [
    { to: '/console', label: 'overview.heading', icon: 'i-lucide-layout-dashboard', isExact: true },
    { to: '/console/devices', label: 'console.devices', icon: 'i-lucide-gauge' },
    { to: '/console/alerts', label: 'alerts.heading', icon: 'i-lucide-triangle-alert' },
  ],
};

/** Where everybody of a role can go from everywhere. */
export function navigationOf(role: Visitor['role']): readonly NavigationLink[] {
  return LINKS[role];
}
