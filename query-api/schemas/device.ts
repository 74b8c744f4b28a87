import type { Device } from '@energy/http';
import { type Static, Type } from 'typebox';
import { next } from './page.ts';

export const DevicePage = Type.Object(
  { devices: Type.Array(Type.Unsafe<Device>(Type.Ref('Device#'))), next },
  { $id: 'DevicePage', description: 'A page of the devices in use.' },
);

export type DevicePage = Static<typeof DevicePage>;
