import { type Device, dataOf } from '../../api/client.ts';
import { loadUserNames } from '../../api/useUserNames.ts';
import { type DeviceSort, toDeviceQuery } from '../../listing/device-search.ts';
import type { ListAddress } from '../../listing/list-address.ts';
import { loadAll } from '../../listing/load-all.ts';
import { useApi } from '../../session/session-store.ts';
import { saveFile } from '../app/save-file.ts';
import type { DeviceColumn } from './DeviceRow.vue';
import { loadDeviceStates } from './useDeviceStates.ts';

/** More are neither selected nor exported at once. */
const MAX_ROWS = 100_000;

/** Loads and exports every device that a search finds, also those on other pages of the list. */
export function useFoundDevices() {
  const api = useApi();

  function load(address: ListAddress<DeviceSort>): Promise<readonly Device[]> {
    const { sort, order } = address;
    return loadAll<Device>(async (page) => {
      const params = { query: { ...page, sort, order, ...toDeviceQuery(address) } };
      const { devices: rows, next } = await dataOf(api.GET('/api/devices', { params }));
      return { rows, next };
    }, MAX_ROWS);
  }

  async function exportAs(columns: readonly DeviceColumn[], found: readonly Device[]) {
    const [{ toCsvFile }, { DeviceExport }] = await Promise.all([
      import('../../listing/csv-file.ts'),
      import('../../listing/device-export.ts'),
    ]);
    const file = new DeviceExport(columns);
    const context = {
      ownerNames: file.needs('ownerNames') ? await loadUserNames(api) : new Map(),
      readings: file.needs('readings') ? await loadDeviceStates(api, found) : new Map(),
      now: Date.now(),
    };
    const rows = found.map((device) => file.toRow(device, context));
    saveFile(new Blob([toCsvFile(file.fields, rows)], { type: 'text/csv' }), 'devices.csv');
  }

  return { load, exportAs };
}
