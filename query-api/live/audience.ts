import type { Alert, Device } from '@energy/read-models';
import type { Reader } from '../device-view.ts';

/** Which alerts a listener wants: a client its own in any case, an administrator what it asked for. */
export type WantedAlerts = 'own' | 'none' | 'all' | ReadonlySet<string>;

/**
 * Whether an alert is for a listener: for an administrator where it is wanted, for a client where it is
 * addressed to it and the device is its own still.
 *
 * @param device as it stands when the alert is sent
 */
export function hearsAlert(
  listener: Reader,
  wanted: WantedAlerts,
  alert: Alert,
  device: Device | undefined,
): boolean {
  if (listener.role !== 'administrator') {
    return alert.ownerId === listener.userId && mayWatch(listener, device);
  }
  return typeof wanted === 'string' ? wanted === 'all' : wanted.has(alert.deviceId);
}

/** Whether a user may watch a device: an administrator, or the client who owns it now. */
export function mayWatch({ userId, role }: Reader, device: Device | undefined): device is Device {
  return device !== undefined && (role === 'administrator' || device.ownerId === userId);
}
