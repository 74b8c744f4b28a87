import type { AcknowledgedDevice } from '../load/administrator.ts';
import type { SentMessage } from '../load/chat.ts';
import type { ChaosClient } from '../load/client.ts';
import type { RegisteredMeter, SentReading } from '../load/meters.ts';

/** Everything that the platform acknowledged, and what its clients received. */
export interface Acknowledged {
  readonly readings: readonly SentReading[];
  readonly meters: readonly Pick<
    RegisteredMeter,
    'id' | 'timeZone' | 'maxHourlyConsumption' | 'owner'
  >[];
  readonly devices: readonly AcknowledgedDevice[];
  readonly messages: readonly SentMessage[];
  readonly clients: readonly Omit<ChaosClient, 'session'>[];
}
