import { Agent, request } from 'node:http';

export interface Load {
  /** The address of all requests, or of each by its number. */
  readonly url: string | ((number: number) => string);
  /** So many requests are under way at any time, each on a connection of its own. */
  readonly connections: number;
  readonly requests: number;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The body of each request, by its number. */
  readonly body?: (number: number) => string;
}

/** Sends requests until all are answered; resolves to how many a second. Any answer but 2xx is an error. */
export async function requestsPerSecond(load: Load): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: load.connections });
  const started = performance.now();
  let next = 0;
  const worker = async () => {
    while (next < load.requests) await send(load, next++, agent);
  };
  await Promise.all(Array.from({ length: load.connections }, worker));
  agent.destroy();
  return load.requests / ((performance.now() - started) / 1_000);
}

function send(load: Load, number: number, agent: Agent): Promise<void> {
  const { method, headers, body } = load;
  const url = typeof load.url === 'string' ? load.url : load.url(number);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const text = body?.(number);
  const length = text === undefined ? {} : { 'content-length': Buffer.byteLength(text) };
  const sent = request(url, { method, headers: { ...headers, ...length }, agent }, (answer) => {
    const { statusCode = 0 } = answer;
    answer.resume();
    answer.on('end', () =>
      statusCode < 300 ? resolve() : reject(new Error(`${method} ${url}: ${statusCode}`)),
    );
  });
  sent.on('error', reject);
  sent.end(text);
  return promise;
}
