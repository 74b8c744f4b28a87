import type { Reader } from '@energy/costs';
import { type Device, isBudgetAlert, type ListedAlert } from '@energy/read-models';

/** The alerts that a connection receives: a client its own, an administrator those that it selected. */
export type AlertSelection = 'own' | 'none' | 'all' | ReadonlySet<string>;

/**
 * An administrator receives the selected alerts; a client those addressed to it, of its budget and of devices that it
 * still owns.
 *
 * @param device of the alert, in its state when the alert is sent
 */
export function receivesAlert(
  { reader, alertSelection }: { readonly reader: Reader; readonly alertSelection: AlertSelection },
  alert: ListedAlert,
  device: Device | undefined,
): boolean {
  if (reader.role !== 'administrator') {
    return alert.ownerId === reader.userId && (isBudgetAlert(alert) || mayWatch(reader, device));
  }
  if (typeof alertSelection === 'string') return alertSelection === 'all';
  return !isBudgetAlert(alert) && alertSelection.has(alert.deviceId);
}

/** Administrators may watch every device, clients those that they own now. */
export function mayWatch({ userId, role }: Reader, device: Device | undefined): device is Device {
  return device !== undefined && (role === 'administrator' || device.ownerId === userId);
}
