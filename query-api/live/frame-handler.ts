import { EngineUnavailable } from '@energy/engines';
import type { ReadModels } from '@energy/read-models';
import { Compile } from 'typebox/schema';
import { type AlertSelection, mayWatch } from './audience.ts';
import type { LiveConnection } from './connection.ts';
import type { LiveConnections } from './connections.ts';
import { CLIENT_FRAMES, type ClientFrame, type ErrorCode, MAX_WATCHED } from './frames.ts';

const VALIDATORS: ReadonlyMap<unknown, ReturnType<typeof Compile>> = new Map(
  Object.entries(CLIENT_FRAMES).map(([type, schema]) => [type, Compile(schema)]),
);
const MAX_QUOTED_LENGTH = 60;

export interface FrameHandlerOptions {
  readonly devices: ReadModels['devices'];
  readonly connections: LiveConnections;
  /** Changes the alerts that an administrator's connection receives. */
  readonly selectAlerts: (connection: LiveConnection, alertSelection: AlertSelection) => void;
}

/** A frame that can't be carried out: answered by an `error` frame, without any change. */
class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** Carries out the frames of connections: each gets one reply, in order. */
export class FrameHandler {
  readonly #options: FrameHandlerOptions;

  constructor(options: FrameHandlerOptions) {
    this.#options = options;
  }

  /** @param message the text of a frame; `undefined` for a binary one */
  async handle(connection: LiveConnection, message: string | undefined): Promise<void> {
    try {
      await this.#carryOut(connection, parseFrame(message));
    } catch (error) {
      const { code, message } = refusalOf(error);
      connection.send({ type: 'error', code, message });
    }
  }

  async #carryOut(connection: LiveConnection, frame: ClientFrame): Promise<void> {
    const { connections } = this.#options;
    switch (frame.type) {
      case 'watch':
        await this.#watch(connection, normalizeIds(frame.deviceIds));
        return sendWatching(connection);
      case 'unwatch':
        connections.unwatch(connection, normalizeIds(frame.deviceIds));
        return sendWatching(connection);
      case 'watch-alerts':
        return this.#selectAlerts(
          connection,
          frame.deviceIds ? new Set(normalizeIds(frame.deviceIds)) : 'all',
        );
      case 'unwatch-alerts':
        return this.#selectAlerts(connection, 'none');
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
    if (new Set([...connection.watched, ...deviceIds]).size > MAX_WATCHED) {
      const message = `One connection watches at most ${MAX_WATCHED} devices: unwatch some first.`;
      throw new Refusal('too-many-devices', message);
    }
    if (connection.isOpen) connections.watch(connection, deviceIds);
  }

  #selectAlerts(connection: LiveConnection, alertSelection: AlertSelection): void {
    if (connection.actor.role !== 'administrator') {
      const message = 'Only administrators select alerts; clients receive their own.';
      throw new Refusal('not-allowed', message);
    }
    this.#options.selectAlerts(connection, alertSelection);
    sendWatching(connection);
  }
}

function sendWatching(connection: LiveConnection): void {
  const { watched, alertSelection } = connection;
  const alerts = typeof alertSelection === 'string' ? alertSelection : [...alertSelection];
  connection.send({ type: 'watching', deviceIds: [...watched], alerts });
}

/** In lower case, without repetitions. */
function normalizeIds(deviceIds: readonly string[]): readonly string[] {
  return [...new Set(deviceIds.map((id) => id.toLowerCase()))];
}

/** @throws Refusal where the message is not a frame */
function parseFrame(message: string | undefined): ClientFrame {
  const frame = parseJson(message) as ClientFrame | null;
  const validator = VALIDATORS.get(frame?.type);
  if (!frame || !validator) {
    const known = [...VALIDATORS.keys()].join(', ');
    throw invalid(`A frame is a JSON object whose type is one of ${known}.`);
  }
  if (validator.Check(frame as unknown)) return frame;
  const [, [error]] = validator.Errors(frame);
  const { instancePath = '', message: fault = 'is not valid' } = error ?? {};
  const isUnknown = error?.keyword === 'boolean'; // The schema of additional properties is `false`.
  const where = frame.type + instancePath.slice(0, MAX_QUOTED_LENGTH);
  throw invalid(`${where} ${isUnknown ? 'is not known' : fault}.`);
}

function parseJson(message: string | undefined): unknown {
  if (message === undefined) throw invalid('A frame must be text, not binary.');
  try {
    return JSON.parse(message);
  } catch {
    throw invalid('The frame is not JSON.');
  }
}

function invalid(message: string): Refusal {
  return new Refusal('invalid-frame', message);
}

/** @throws any other error */
function refusalOf(error: unknown): Pick<Refusal, 'code' | 'message'> {
  if (error instanceof Refusal) return error;
  if (error instanceof EngineUnavailable) {
    return {
      code: 'engine-unavailable',
      message: 'The data is unavailable. Send the frame again in a moment.',
    };
  }
  throw error;
}
