import { randomUUID } from 'node:crypto';
import { deviceId, type HistorySize, ownerId } from './history.ts';
import type { StartedServices } from './started-services.ts';

const WARM_UP_REQUESTS = 50;
const DAY = '2026-11-22';
/** A prime, hence coprime to every number of devices that is not its multiple. */
const STRIDE = 7_919_777;

const SORTS = ['id', 'description', 'address', 'owner'];

interface Request {
  readonly method: string;
  readonly url: string;
  readonly body?: object;
}

/** Latencies in milliseconds at two percentiles. */
export interface Latency {
  readonly p50: number;
  readonly p99: number;
}

export type RequestKind = 'command' | 'list' | 'search' | 'shortSearch' | 'day';

export interface LatencyOptions {
  readonly services: StartedServices;
  readonly size: HistorySize;
  readonly headers: Readonly<Record<string, string>>;
  /** Requests of each kind, one after the other. */
  readonly requests: number;
}

/**
 * Measures requests one after the other, of all kinds in turns: a slow second of the machine meets all of them. A
 * command is, in turns, one that asks the rules over several streams (registering a user, changing a role) and one on a
 * single stream.
 */
export async function measureLatencies(
  options: LatencyOptions,
): Promise<Readonly<Record<RequestKind, Latency>>> {
  const kinds = requestsOf(options);
  const times: Record<RequestKind, number[]> = {
    command: [],
    list: [],
    search: [],
    shortSearch: [],
    day: [],
  };
  for (let number = -WARM_UP_REQUESTS; number < options.requests; number++) {
    for (const [kind, request] of Object.entries(kinds) as [
      RequestKind,
      (n: number) => Request,
    ][]) {
      const took = await send(request(number + WARM_UP_REQUESTS), options.headers);
      if (number >= 0) times[kind].push(took);
    }
  }
  const entries = Object.entries(times).map(([kind, took]) => [kind, latencyOf(took)]);
  return Object.fromEntries(entries);
}

function requestsOf({
  services,
  size,
}: LatencyOptions): Readonly<Record<RequestKind, (number: number) => Request>> {
  const { 'command-api': commands, 'query-api': queries } = services.urls;
  const anyDevice = (number: number) => deviceId((number * STRIDE) % size.devices);
  return {
    command: (number) => commandOf(number, commands, anyDevice(number), size),
    list: (number) => ({
      method: 'GET',
      url: `${queries}/api/devices?limit=100&sort=${SORTS[number % SORTS.length]}`,
    }),
    search: (number) => ({
      method: 'GET',
      url: `${queries}/api/devices?limit=100&search=${encodeURIComponent(`Wavre ${100 + (number % 800)}`)}`,
    }),
    shortSearch: (number) => ({
      method: 'GET',
      url: `${queries}/api/devices?limit=100&sort=${SORTS[number % SORTS.length]}&search=${shortWord(number)}`,
    }),
    day: (number) => ({
      method: 'GET',
      url: `${queries}/api/devices/${anyDevice(number)}/consumption?day=${DAY}`,
    }),
  };
}

/** One or two characters: words that many texts contain, and words that none does. */
function shortWord(number: number): string {
  const characters = 'abefhilnprsvxzq0123456789';
  const at = (index: number) => characters[index % characters.length]!;
  return number % 3 === 0 ? at(number / 3) : at(number) + at(Math.floor(number / 7));
}

function commandOf(number: number, url: string, device: string, { owners }: HistorySize): Request {
  switch (number % 3) {
    case 0: {
      const body = { name: `person ${lettersOf(randomUUID())}`, role: 'client' };
      return { method: 'POST', url: `${url}/api/users`, body };
    }
    case 1: {
      const body = { userId: ownerId(number % owners) };
      return { method: 'PUT', url: `${url}/api/devices/${device}/owner`, body };
    }
    default: {
      const body = { maxHourlyConsumption: 1 + (number % 900) / 100 };
      return { method: 'PATCH', url: `${url}/api/devices/${device}`, body };
    }
  }
}

function lettersOf(id: string): string {
  return id.replaceAll('-', '').replace(/\d/g, (digit) => 'ghjkmnpqrs'[Number(digit)]!);
}

/** Sends a request; resolves to its duration in milliseconds. */
async function send(
  { method, url, body }: Request,
  headers: Readonly<Record<string, string>>,
): Promise<number> {
  const startedAt = performance.now();
  const response = await fetch(url, {
    method,
    headers,
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const took = performance.now() - startedAt;
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text}`);
  return took;
}

function latencyOf(times: readonly number[]): Latency {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => Number(sorted[Math.ceil(share * sorted.length) - 1]!.toFixed(1));
  return { p50: at(0.5), p99: at(0.99) };
}
