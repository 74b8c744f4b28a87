import { INBOX, type Visitor } from '../../router/admission.ts';

export interface NavigationLink {
  readonly to: string;
  /** The message key of its label. */
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

/** Returns the main navigation of a role. */
export function navigationFor(role: Visitor['role']): readonly NavigationLink[] {
  return LINKS[role];
}
