import { computed, type Ref } from 'vue';
import { type Device, dataOf } from '../../api/client.ts';
import {
  type DeviceFields,
  deviceRules,
  emptyDevice,
  toDeviceChange,
  toDeviceFields,
  toRegistration,
} from '../../editing/device-fields.ts';
import { type SaveRequest, useEditing, type Version } from '../../editing/useEditing.ts';
import { useFormats } from '../../i18n/i18n.ts';
import { useApi } from '../../session/session-store.ts';
import { useRecount } from './useRecount.ts';

type DeviceEditing = ReturnType<typeof useEditing<DeviceFields, Device>>;

/** A form for a device; without one, for the registration of a new one. */
export function useDeviceEditing(device: Device | undefined) {
  const api = useApi();
  const formats = useFormats();
  const separator = computed(() => formats.value.decimalSeparator);

  function toVersion(stored: Device): Version<DeviceFields> {
    return { fields: toDeviceFields(stored, formats.value.plain), revision: stored.revision };
  }

  function register({ typed, key }: SaveRequest<DeviceFields>): Promise<Device> {
    const params = { header: { 'idempotency-key': key } };
    return dataOf(
      api.POST('/api/devices', { body: toRegistration(typed, separator.value), params }),
    );
  }

  async function update(edited: Device, request: SaveRequest<DeviceFields>): Promise<Device> {
    const { changes, revision, key } = request;
    const body = toDeviceChange(changes, separator.value);
    if (Object.keys(body).length === 0) return edited;
    const header = { 'idempotency-key': key, 'if-match': `"${revision}"` };
    const params = { path: { id: edited.id }, header };
    return dataOf(api.PATCH('/api/devices/{id}', { body, params }));
  }

  const editing: DeviceEditing = useEditing<DeviceFields, Device>({
    opened: device ? toVersion(device) : { fields: emptyDevice() },
    rules: deviceRules({
      separator: () => separator.value,
      isVolume: (): boolean => editing.typed.unit === 'm3',
      isRecounted: (): boolean => isRecounted.value,
    }),
    save: (request) => (device ? update(device, request) : register(request)),
    async loadCurrent() {
      const params = { path: { id: device!.id } };
      return toVersion(await dataOf(api.GET('/api/devices/{id}', { params })));
    },
  });
  const isRecounted: Ref<boolean> = useRecount(device, editing.typed);
  return { editing, isRecounted };
}
