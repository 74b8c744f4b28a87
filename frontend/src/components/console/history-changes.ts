import type { DeviceHistory } from '../../api/client.ts';

type Entry = DeviceHistory['entries'][number];

/** The kinds of entries in the history of a device. */
export const HISTORY_KINDS = {
  DeviceRegistered: { label: 'history.registered', icon: 'i-lucide-plus' },
  DeviceDescriptionChanged: { label: 'history.descriptionChanged', icon: 'i-lucide-pencil' },
  DeviceAddressChanged: { label: 'history.addressChanged', icon: 'i-lucide-map-pin' },
  DeviceLimitChanged: { label: 'history.limitChanged', icon: 'i-lucide-gauge' },
  DeviceMeterChanged: { label: 'history.meterChanged', icon: 'i-lucide-settings-2' },
  MeterReplaced: { label: 'history.meterReplaced', icon: 'i-lucide-replace' },
  DeviceAssigned: { label: 'history.assigned', icon: 'i-lucide-user-plus' },
  DeviceUnassigned: { label: 'history.unassigned', icon: 'i-lucide-user-minus' },
  TariffAssigned: { label: 'history.tariffAssigned', icon: 'i-lucide-receipt' },
  TariffUnassigned: { label: 'history.tariffRemoved', icon: 'i-lucide-receipt' },
  DeviceDecommissioned: { label: 'history.decommissioned', icon: 'i-lucide-archive' },
  ReadingAccepted: { label: 'history.readingAccepted', icon: 'i-lucide-check' },
  ReadingRejected: { label: 'history.readingRejected', icon: 'i-lucide-ban' },
  ReadingReplaced: { label: 'history.readingReplaced', icon: 'i-lucide-pencil' },
  GapEstimated: { label: 'history.gapEstimated', icon: 'i-lucide-chart-spline' },
} as const;

/** The labels of the fields that are shown, in no order. */
export const HISTORY_FIELDS: Readonly<Record<string, string>> = {
  description: 'history.field.description',
  address: 'history.field.address',
  maxHourlyConsumption: 'history.field.limit',
  timeZone: 'history.field.timeZone',
  ownerId: 'history.field.owner',
  reads: 'console.field.reads',
  intervalMinutes: 'console.field.intervalMinutes',
  stampedAt: 'console.field.stampedAt',
  flow: 'console.field.flow',
  medium: 'console.field.medium',
  unit: 'console.field.unit',
  kWhPerCubicMetre: 'console.field.kWhPerCubicMetre',
  maxPower: 'console.field.maxPower',
  registerDigits: 'console.field.registerDigits',
  serialNumber: 'console.field.serialNumber',
  installedOn: 'console.field.installedOn',
  replacedAt: 'history.field.replacedAt',
  finalReading: 'history.field.finalReading',
  firstReading: 'history.field.firstReading',
  reason: 'history.field.reason',
  at: 'history.field.at',
  energy: 'history.field.energy',
  replacement: 'console.field.replacement',
  from: 'history.field.from',
  to: 'history.field.to',
  method: 'console.field.method',
};

/** Entries that note something once, and change no value that the device had. */
const NOTES: ReadonlySet<string> = new Set([
  'DeviceRegistered',
  'MeterReplaced',
  'ReadingAccepted',
  'ReadingRejected',
  'ReadingReplaced',
  'GapEstimated',
]);

/** The changed fields that people read, by the names of their labels. */
export function visibleChanges({ changes }: Pick<Entry, 'changes'>): Entry['changes'] {
  // A replacement is one of several: its fields are named by their last part.
  return changes
    .map((change) => ({ ...change, field: change.field.replace(/^replacements\.\d+\./, '') }))
    .filter(({ field }) => field in HISTORY_FIELDS);
}

/** True if the change had all recorded readings counted again. */
export function isRecount({ type, changes }: Pick<Entry, 'type' | 'changes'>): boolean {
  const names = new Set(changes.map(({ field }) => field));
  return type === 'DeviceMeterChanged' && (names.has('reads') || names.has('stampedAt'));
}

/** True if the values before the change mean something. */
export function hasPreviousValues({ type }: Pick<Entry, 'type'>): boolean {
  return !NOTES.has(type);
}
