import { useToast } from '@nuxt/ui/composables/useToast';
import { shallowRef } from 'vue';
import { useI18n } from 'vue-i18n';
import type { Device } from '../../api/client.ts';
import { useErrorMessage } from '../../api/useErrorMessage.ts';
import { useApi } from '../../session/session-store.ts';

/** The open panel and its devices. */
export type DeviceTask =
  | { readonly type: 'new' }
  | { readonly type: 'edit' | 'decommission' | 'replace-meter'; readonly device: Device }
  | {
      readonly type: 'assign' | 'limit' | 'tariff' | 'unassign-all' | 'decommission-all';
      readonly devices: readonly Device[];
    };

const SAVED_TEXTS = {
  new: 'console.device.created',
  edit: 'console.device.saved',
  'replace-meter': 'console.meter.replaced',
} as const;

/**
 * The actions of an administrator on devices.
 *
 * @param onChange is called after every change
 */
export function useDeviceActions(onChange: () => void) {
  const { t } = useI18n();
  const api = useApi();
  const toast = useToast();
  const unassign = useUnassign(onChange);
  const task = shallowRef<DeviceTask>();

  /** @throws ApiProblem, Unreachable */
  async function decommission({ id, description }: Device): Promise<void> {
    await api.DELETE('/api/devices/{id}', { params: { path: { id } } });
    toast.add({ title: t('console.device.decommissioned', { description }), color: 'success' });
    onChange();
  }

  function afterSaving(type: keyof typeof SAVED_TEXTS, { id, description }: Device): void {
    const open = {
      label: t('console.open'),
      color: 'neutral' as const,
      variant: 'outline' as const,
      to: `/console/devices/${id}`,
    };
    const title = t(SAVED_TEXTS[type], { description });
    toast.add({ title, color: 'success', ...(type === 'new' && { actions: [open] }) });
    onChange();
  }

  function close(): void {
    task.value = undefined;
  }

  return { task, unassign, decommission, afterSaving, close };
}

/** Removes a device's owner, and offers to undo it. */
function useUnassign(onChange: () => void) {
  const path = '/api/devices/{id}/owner';
  const { t } = useI18n();
  const api = useApi();
  const toast = useToast();
  const errorMessage = useErrorMessage();

  async function unassign({ id, ownerId, description, revision }: Device): Promise<void> {
    if (ownerId === null) return;
    try {
      const header = { 'if-match': `"${revision}"` };
      await api.DELETE(path, { params: { path: { id }, header } });
    } catch (error) {
      showError(error);
      return;
    } finally {
      onChange();
    }
    const undo = {
      label: t('console.undo'),
      color: 'neutral' as const,
      variant: 'outline' as const,
      onClick: () => void assign(id, ownerId),
    };
    toast.add({ title: t('console.device.ownerRemoved', { description }), actions: [undo] });
  }

  async function assign(id: string, userId: string): Promise<void> {
    try {
      await api.PUT(path, { params: { path: { id } }, body: { userId } });
    } catch (error) {
      showError(error);
    } finally {
      onChange();
    }
  }

  function showError(error: unknown): void {
    toast.add({ title: errorMessage(error), color: 'error', icon: 'i-lucide-circle-alert' });
  }

  return unassign;
}
