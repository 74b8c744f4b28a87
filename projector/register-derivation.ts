import { meterDescription, registerMeter } from '@energy/domain';
import { type EngineLog, retryForever, WakeUpSignal } from '@energy/engines';
import type {
  Alerting,
  DescribedRegister,
  Device,
  HourlyConsumption,
  Recorded,
} from '@energy/read-models';

const MAX_WAIT_MS = 60_000;

export interface RegisterDerivationOptions {
  readonly consumption: HourlyConsumption;
  /** Makes a device known, by whose limit alerts are raised. */
  readonly load: (deviceId: string) => Promise<unknown>;
  readonly alerting: () => Alerting;
  readonly onStored: (recorded: Recorded) => void;
  readonly log: EngineLog;
  readonly signal: AbortSignal;
}

/**
 * Derives the hours of a register again when its meter was replaced or is described otherwise. A projector that is killed
 * before has them derived with the next reading of the device.
 */
export class RegisterDerivation {
  readonly #options: RegisterDerivationOptions;
  readonly #pending = new Map<string, DescribedRegister>();
  readonly #changed = new WakeUpSignal();

  constructor(options: RegisterDerivationOptions) {
    this.#options = options;
  }

  /** Notes a device that is new or was changed. */
  note({ id: deviceId, timeZone, meter }: Device): void {
    if (meterDescription(meter).reads !== 'register') return;
    this.#pending.set(deviceId, { deviceId, timeZone, meter: registerMeter(meter) });
    this.#changed.wake();
  }

  /** Derives until the signal aborts. */
  async run(): Promise<void> {
    const { signal } = this.#options;
    try {
      while (!signal.aborted) {
        for (const [deviceId, described] of this.#pending) {
          this.#pending.delete(deviceId);
          await this.#derive(described);
        }
        await this.#changed.wait({ timeoutMs: MAX_WAIT_MS, signal });
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  async #derive(described: DescribedRegister): Promise<void> {
    const { consumption, load, alerting, onStored } = this.#options;
    const recorded = await retryForever(
      'derive the hours of a register',
      async () => {
        await load(described.deviceId);
        return consumption.describeRegister(described, alerting());
      },
      this.#options,
    );
    onStored(recorded);
  }
}
