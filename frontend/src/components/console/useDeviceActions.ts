import { useToast } from '@nuxt/ui/composables/useToast';
import { shallowRef } from 'vue';
import { useI18n } from 'vue-i18n';
import type { Device } from '../../api/client.ts';
import { useErrorMessage } from '../../api/useErrorMessage.ts';
import { useApi } from '../../session/session-store.ts';

/** What is being done to devices: which panel is open, on which of them. */
export type DeviceTask =
  | { readonly type: 'new' }
  | { readonly type: 'edit' | 'decommission'; readonly device: Device }
  | { readonly type: 'assign'; readonly devices: readonly Device[] };

/**
 * What an administrator does to devices.
 *
 * @param onDone is called when something has changed
 */
export function useDeviceActions(onDone: () => void) {
  const { t } = useI18n();
  const api = useApi();
  const toast = useToast();
  const errorMessage = useErrorMessage();
  const task = shallowRef<DeviceTask>();

  /** Leaves a device without an owner, which can be taken back. */
  async function unassign(device: Device): Promise<void> {
    const { id, ownerId, description } = device;
    if (ownerId === null) return;
    const path = '/api/devices/{id}/owner';
    try {
      const header = { 'if-match': `"${device.revision}"` };
      await api.DELETE(path, { params: { path: { id }, header } });
    } catch (error) {
      tellProblem(error);
      return;
    } finally {
      onDone();
    }
    toast.add({
      title: t('console.device.unassigned', { description }),
      actions: [
        {
          label: t('console.undo'),
          color: 'neutral',
          variant: 'outline',
          onClick: () => {
            const body = { userId: ownerId };
            const undone = api.PUT(path, { params: { path: { id } }, body });
            void undone.catch(tellProblem).finally(onDone);
          },
        },
      ],
    });
  }

  /** @throws ApiProblem, Unreachable */
  async function decommission({ id, description }: Device): Promise<void> {
    await api.DELETE('/api/devices/{id}', { params: { path: { id } } });
    toast.add({ title: t('console.device.decommissioned', { description }), color: 'success' });
    onDone();
  }

  function tellSaved(type: 'new' | 'edit', { id, description }: Device): void {
    const title = t(type === 'new' ? 'console.device.created' : 'console.device.saved', {
      description,
    });
    const actions = [
      {
        label: t('console.open'),
        color: 'neutral' as const,
        variant: 'outline' as const,
        to: `/console/devices/${id}`,
      },
    ];
    toast.add({ title, color: 'success', ...(type === 'new' && { actions }) });
    onDone();
  }

  function tellProblem(error: unknown): void {
    toast.add({ title: errorMessage(error), color: 'error', icon: 'i-lucide-circle-alert' });
  }

  function close(): void {
    task.value = undefined;
  }

  return { task, unassign, decommission, tellSaved, close };
}
