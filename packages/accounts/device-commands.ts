import {
  type DeviceAttributes,
  type DeviceChanges,
  type DeviceEvent,
  type DeviceState,
  deviceDecider,
  deviceStream,
  isSameSerialNumber,
  type MeterChanges,
  type MeterReplacement,
  meterPartOf,
  type NewMeter,
  replacementInstant,
  type SerialNumberEvent,
  serialNumberDecider,
  serialNumberStream,
} from '@energy/domain';
import { EngineUnavailable } from '@energy/engines';
import {
  type CommandContext,
  decideAndAppend,
  type EventStore,
  foldStream,
  type Handled,
  handleCommand,
  loadForCommand,
  type StoredEvent,
} from '@energy/event-store';

/** Maximum time between taking a serial number and using it. */
const USE_TIMEOUT_MS = 5_000;
/** Age after which a serial number that its device does not use counts as abandoned. */
const ABANDONED_AFTER_MS = 15_000;

export type HandledDevice = Handled<DeviceEvent, DeviceState>;

export interface DeviceCommandsOptions {
  readonly eventStore: EventStore;
  /** Reads whether a device has recorded readings. */
  readonly hasReadings: (deviceId: string) => Promise<boolean>;
  /** Reads the last counted register of a device at or before an instant, in µWh. */
  readonly registerBefore: (deviceId: string, at: number) => Promise<number | undefined>;
  /** Current time, in milliseconds since 1970. */
  readonly now?: () => number;
}

/**
 * Registers and changes devices. A serial number is taken in its own stream before the device's stream uses it. If the
 * process dies in between, or the device no longer uses it, the number is abandoned and free for others.
 */
export class DeviceCommands {
  readonly #eventStore: EventStore;
  readonly #hasReadings: DeviceCommandsOptions['hasReadings'];
  readonly #registerBefore: DeviceCommandsOptions['registerBefore'];
  readonly #now: () => number;

  constructor({ eventStore, hasReadings, registerBefore, now = Date.now }: DeviceCommandsOptions) {
    this.#eventStore = eventStore;
    this.#hasReadings = hasReadings;
    this.#registerBefore = registerBefore;
    this.#now = now;
  }

  /** @throws RuleViolation, RevisionConflict */
  async register(
    id: string,
    data: DeviceAttributes & MeterChanges,
    context: CommandContext,
  ): Promise<HandledDevice> {
    const command = { type: 'RegisterDevice', data } as const;
    const target = this.#target(id, context);
    if (typeof data.serialNumber !== 'string') return handleCommand({ ...target, command });
    const { repeated } = await loadForCommand(target);
    if (repeated) return repeated;
    // Refuses other invalid data before it takes the number.
    deviceDecider.decide(command, deviceDecider.initialState);
    return this.#taking(data.serialNumber, id, context, () =>
      handleCommand({ ...target, command }),
    );
  }

  /** @throws RuleViolation, RevisionConflict */
  async change(id: string, data: DeviceChanges, context: CommandContext): Promise<HandledDevice> {
    const target = this.#target(id, context);
    const commandOn = async (state: DeviceState) => {
      const isOfMeter = Object.keys(meterPartOf(data)).length > 0;
      const hasReadings = isOfMeter && (await this.#hasReadings(id));
      return deviceDecider.decide({ type: 'ChangeDevice', data, hasReadings }, state);
    };
    const change = () => decideAndAppend({ ...target, decide: commandOn });
    if (typeof data.serialNumber !== 'string') return change();
    const { state, repeated } = await loadForCommand(target);
    if (repeated) return repeated;
    const events = await commandOn(state);
    return takesSerialNumber(events)
      ? this.#taking(data.serialNumber, id, context, change)
      : change();
  }

  /** @throws RuleViolation, RevisionConflict */
  async replaceMeter(
    id: string,
    { serialNumber, registerDigits, ...replacement }: MeterReplacement & NewMeter,
    context: CommandContext,
  ): Promise<HandledDevice> {
    const target = this.#target(id, context);
    const newMeter = {
      ...(serialNumber !== undefined && { serialNumber }),
      ...(registerDigits !== undefined && { registerDigits }),
    };
    const decide = async (state: DeviceState) => {
      const now = this.#now();
      const at = replacementInstant(replacement.replacedAt, now);
      const registerBefore = at === undefined ? undefined : await this.#registerBefore(id, at);
      const data = { ...replacement, now, registerBefore };
      return deviceDecider.decide({ type: 'ReplaceMeter', data, newMeter }, state);
    };
    const replace = () => decideAndAppend({ ...target, decide });
    if (serialNumber === undefined) return replace();
    const { state, repeated } = await loadForCommand(target);
    if (repeated) return repeated;
    const events = await decide(state);
    return takesSerialNumber(events) ? this.#taking(serialNumber, id, context, replace) : replace();
  }

  #target(id: string, context: CommandContext) {
    return {
      eventStore: this.#eventStore,
      decider: deviceDecider,
      stream: deviceStream(id),
      context,
    };
  }

  async #taking<T>(
    text: string,
    deviceId: string,
    { actor, correlationId }: CommandContext,
    use: () => Promise<T>,
  ): Promise<T> {
    const usedBefore = this.#now() + USE_TIMEOUT_MS;
    const serialNumber = text.trim();
    const decide = async (): Promise<readonly SerialNumberEvent[]> => {
      const holder = await this.#holderOf(serialNumber);
      const isFree = holder && (await this.#isAbandoned(serialNumber, holder));
      const data = { deviceId, serialNumber, ...(isFree && { abandonedBy: holder.deviceId }) };
      return serialNumberDecider.decide(
        { type: 'TakeSerialNumber', data },
        holder ? { status: 'Taken', deviceId: holder.deviceId } : { status: 'Free' },
      );
    };
    const stream = serialNumberStream(serialNumber);
    // Without the command id: a repeated command must decide again, as the holder may have changed.
    const context = { actor, ...(correlationId !== undefined && { correlationId }) };
    const eventStore = this.#eventStore;
    await decideAndAppend({ eventStore, decider: serialNumberDecider, stream, context, decide });
    if (this.#now() > usedBefore) {
      throw new EngineUnavailable('taking a serial number took too long');
    }
    return use();
  }

  async #holderOf(serialNumber: string): Promise<Holder | undefined> {
    const evolve = (
      _: Holder | undefined,
      { data: { deviceId }, recordedAt }: StoredEvent<SerialNumberEvent>,
    ): Holder => ({ deviceId, since: Date.parse(recordedAt) });
    const fold = { initialState: undefined as Holder | undefined, evolve };
    return (await foldStream(this.#eventStore, serialNumberStream(serialNumber), fold)).state;
  }

  async #isAbandoned(serialNumber: string, { deviceId, since }: Holder): Promise<boolean> {
    const { state } = await foldStream(this.#eventStore, deviceStream(deviceId), deviceDecider);
    if (state.status === 'Decommissioned') return true;
    const used = state.status === 'Registered' ? state.meter.serialNumber : undefined;
    if (used !== undefined && isSameSerialNumber(used, serialNumber)) return false;
    return this.#now() - since > ABANDONED_AFTER_MS;
  }
}

function takesSerialNumber(events: readonly DeviceEvent[]): boolean {
  return events.some(({ type, data }) => type === 'DeviceMeterChanged' && 'serialNumber' in data);
}

interface Holder {
  readonly deviceId: string;
  /** Time at which the number was taken, in milliseconds since 1970. */
  readonly since: number;
}
