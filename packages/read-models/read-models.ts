import type { DevicesReadModel } from './devices.ts';
import type { HourlyConsumption } from './hourly-consumption.ts';

/** What anyone looks at: built by the projector, read by query-api. */
export interface ReadModels {
  readonly devices: DevicesReadModel;
  readonly consumption: HourlyConsumption;
  close(): Promise<void>;
}
