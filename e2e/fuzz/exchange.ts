import { Agent, request } from 'node:http';
import { Bytes, type Intent } from './requests.ts';
import type { Seen } from './seen.ts';

/** A request as sent over the wire, and its response. */
export interface Exchange {
  readonly asked: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

const agent = new Agent({ keepAlive: true });
const TIMEOUT_MS = 10_000;

/** Sends a request to the API at a URL; resolves to the exchange. */
export function send(url: string, intent: Intent, seen: Seen, token?: string): Promise<Exchange> {
  const { operation, body } = intent;
  const payload = body === undefined ? undefined : bytesOf(body, seen);
  const headers = {
    ...(token && { authorization: `Bearer ${token}` }),
    ...(payload && { 'content-type': 'application/json', 'content-length': payload.length }),
    ...headersOf(seen.resolved(intent.headers) as object),
  };
  const path = pathOf(intent, seen);
  const asked = `${operation.method} ${path.slice(0, 300)} ${JSON.stringify(headers).slice(0, 500)} ${payload?.toString().slice(0, 500)}`;
  return new Promise((resolve, reject) => {
    const { method } = operation;
    const options = { method, path, headers, agent, timeout: TIMEOUT_MS };
    const sent = request(url, options, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () =>
        resolve({
          asked,
          status: answer.statusCode!,
          headers: answer.headers,
          body: Buffer.concat(chunks),
        }),
      );
    });
    sent.on('timeout', () => sent.destroy(new Error(`No answer to ${asked}`)));
    sent.on('error', (error) => reject(new Error(`${error.message}: ${asked}`)));
    sent.end(payload);
  });
}

function bytesOf(body: unknown, seen: Seen): Buffer {
  if (body instanceof Bytes) return body.bytes;
  return Buffer.from(JSON.stringify(seen.resolved(body)) ?? '');
}

function headersOf(fields: object): Record<string, string> {
  return Object.fromEntries(given(fields).map(([name, value]) => [name, headerText(value)]));
}

/** Parameters that are not undefined. */
function given(fields: object): [string, unknown][] {
  return Object.entries(fields).filter(([, value]) => value !== undefined);
}

/** Replaces the characters that a header cannot hold. */
function headerText(value: unknown): string {
  return textOf(value).replace(/[^\t\x20-\x7e\x80-\xff]/g, '?');
}

function pathOf({ operation, path, query }: Intent, seen: Seen): string {
  const values = seen.resolved(path) as Record<string, unknown>;
  const place = operation.path.replaceAll(
    /\{(\w+)\}/g,
    (_, name) => encoded(values[name]) || '%20',
  );
  const pairs = given(seen.resolved(query) as object).flatMap(([name, value]) =>
    [value].flat().map((each) => `${encoded(name)}=${encoded(each)}`),
  );
  return pairs.length > 0 ? `${place}?${pairs.join('&')}` : place;
}

/** Percent-encodes a value, including lone surrogates, for which encodeURIComponent throws. */
function encoded(value: unknown): string {
  const text = textOf(value);
  return text.isWellFormed()
    ? encodeURIComponent(text)
    : `%ED%A0%80${encodeURIComponent(text.toWellFormed())}`;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
