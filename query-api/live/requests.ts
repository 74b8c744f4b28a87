import { EngineUnavailable } from '@energy/engines';
import type { ReadModels } from '@energy/read-models';
import { Compile } from 'typebox/compile';
import { mayWatch, type WantedAlerts } from './audience.ts';
import type { LiveConnection } from './connection.ts';
import type { LiveConnections } from './connections.ts';
import { CLIENT_FRAMES, type ClientFrame, type ErrorCode, MOST_WATCHED } from './frames.ts';

const VALIDATORS: ReadonlyMap<unknown, ReturnType<typeof Compile>> = new Map(
  Object.entries(CLIENT_FRAMES).map(([type, schema]) => [type, Compile(schema)]),
);
const LONGEST_QUOTATION = 60;

export interface RequestsOptions {
  readonly devices: ReadModels['devices'];
  readonly connections: LiveConnections;
  /** Lets an administrator's connection hear other alerts from now on. */
  readonly wantAlerts: (connection: LiveConnection, wanted: WantedAlerts) => void;
}

/** What is asked for can't be done: told in an `error` frame, and nothing has changed. */
class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** Answers what connections send: each frame with one, in order. */
export class Requests {
  readonly #options: RequestsOptions;

  constructor(options: RequestsOptions) {
    this.#options = options;
  }

  /** @param message a frame as it came: text, or bytes that are none */
  async answer(connection: LiveConnection, message: string | undefined): Promise<void> {
    try {
      await this.#carryOut(connection, frameOf(message));
    } catch (error) {
      const { code, message } = refusalOf(error);
      connection.send({ type: 'error', code, message });
    }
  }

  async #carryOut(connection: LiveConnection, frame: ClientFrame): Promise<void> {
    const { connections } = this.#options;
    switch (frame.type) {
      case 'watch':
        await this.#watch(connection, idsIn(frame.deviceIds));
        return tellWatching(connection);
      case 'unwatch':
        connections.unwatch(connection, idsIn(frame.deviceIds));
        return tellWatching(connection);
      case 'watch-alerts':
        return this.#wantAlerts(
          connection,
          frame.deviceIds ? new Set(idsIn(frame.deviceIds)) : 'all',
        );
      case 'unwatch-alerts':
        return this.#wantAlerts(connection, 'none');
      default:
        return frame satisfies never;
    }
  }

  async #watch(connection: LiveConnection, deviceIds: readonly string[]): Promise<void> {
    const { devices, connections } = this.#options;
    const found = await devices.findAll(deviceIds);
    const byId = new Map(found.map((device) => [device.id, device]));
    const missing = deviceIds.find((id) => !mayWatch(connection.actor, byId.get(id)));
    if (missing) throw new Refusal('device-not-found', `No device has the id ${missing}.`);
    if (new Set([...connection.watched, ...deviceIds]).size > MOST_WATCHED) {
      const most = `${MOST_WATCHED} devices at most can be watched on one connection`;
      throw new Refusal('too-many-devices', `${most}: unwatch some first.`);
    }
    if (connection.isOpen) connections.watch(connection, deviceIds);
  }

  #wantAlerts(connection: LiveConnection, wanted: WantedAlerts): void {
    if (connection.actor.role !== 'administrator') {
      const message = 'Clients hear their own alerts, and only administrators choose.';
      throw new Refusal('not-allowed', message);
    }
    this.#options.wantAlerts(connection, wanted);
    tellWatching(connection);
  }
}

function tellWatching(connection: LiveConnection): void {
  const { watched, wanted } = connection;
  const alerts = typeof wanted === 'string' ? wanted : [...wanted];
  connection.send({ type: 'watching', deviceIds: [...watched], alerts });
}

/** Each once, as devices are known by them. */
function idsIn(deviceIds: readonly string[]): readonly string[] {
  return [...new Set(deviceIds.map((id) => id.toLowerCase()))];
}

/** @throws Refusal where a message is none */
function frameOf(message: string | undefined): ClientFrame {
  const frame = parsed(message) as ClientFrame | null;
  const validator = VALIDATORS.get(frame?.type);
  if (!frame || !validator) {
    const known = [...VALIDATORS.keys()].join(', ');
    throw invalid(`A frame is a JSON object whose type is one of ${known}.`);
  }
  if (validator.Check(frame as unknown)) return frame;
  const [error] = validator.Errors(frame);
  const { instancePath = '', message: fault = 'is not valid' } = error ?? {};
  const isUnknown = error?.keyword === 'boolean'; // The schema of what may not be there is `false`.
  const where = frame.type + instancePath.slice(0, LONGEST_QUOTATION);
  throw invalid(`${where} ${isUnknown ? 'is not known' : fault}.`);
}

function parsed(message: string | undefined): unknown {
  if (message === undefined) throw invalid('A frame is a text: these are bytes.');
  try {
    return JSON.parse(message);
  } catch {
    throw invalid('This is not JSON.');
  }
}

function invalid(message: string): Refusal {
  return new Refusal('invalid-frame', message);
}

/** @throws whatever else it is */
function refusalOf(error: unknown): Pick<Refusal, 'code' | 'message'> {
  if (error instanceof Refusal) return error;
  if (error instanceof EngineUnavailable) {
    return { code: 'engine-unavailable', message: 'Please send it again in a moment.' };
  }
  throw error;
}
