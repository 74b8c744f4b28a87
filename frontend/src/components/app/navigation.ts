import { INBOX, type Visitor } from '../../router/admission.ts';

/** A link of the main navigation. */
export interface NavigationLink {
  readonly to: string;
  /** The message that it says. */
  readonly label: string;
  readonly icon: string;
}

const LINKS: Readonly<Record<Visitor['role'], readonly NavigationLink[]>> = {
  client: [
    { to: '/devices', label: 'energy.title', icon: 'i-lucide-zap' },
    { to: '/alerts', label: 'alerts.heading', icon: 'i-lucide-bell' },
  ],
  administrator: [
    { to: '/console', label: 'overview.heading', icon: 'i-lucide-layout-dashboard' },
    { to: '/console/devices', label: 'console.devices', icon: 'i-lucide-gauge' },
    { to: '/console/users', label: 'console.users', icon: 'i-lucide-users' },
    { to: '/console/alerts', label: 'alerts.heading', icon: 'i-lucide-triangle-alert' },
    { to: INBOX, label: 'chat.title', icon: 'i-lucide-messages-square' },
  ],
};

/** Where everybody of a role can go from everywhere. */
export function navigationOf(role: Visitor['role']): readonly NavigationLink[] {
  return LINKS[role];
}
