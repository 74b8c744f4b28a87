import { oneTimePassword, serviceUrl, TestPlatform } from '@energy/testing/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const PUBLIC_URL = 'https://energy.example';
const MOST_TRIES = 3;

let platform: TestPlatform;
let password: string;
let trusting: string;
let wary: string;

beforeAll(async () => {
  platform = TestPlatform.open();
  const commandApi = platform.start('command-api/main.ts', {
    env: { PUBLIC_URL, SIGN_INS_PER_ADDRESS: String(MOST_TRIES), SIGN_INS_PER_NAME: '1000' },
  });
  password = await oneTimePassword(commandApi);
  const COMMAND_API_URL = await serviceUrl(commandApi);
  const startGateway = (TRUSTED_PROXIES: string) => {
    const variables = { PORT: '0', PUBLIC_URL, COMMAND_API_URL, TRUSTED_PROXIES };
    return serviceUrl(platform.start('infra/gateway/main.ts', { env: variables }));
  };
  [trusting, wary] = await Promise.all([startGateway('127.0.0.1'), startGateway('192.0.2.1')]);
}, 60_000);

afterAll(() => platform?.close());

/** Attempts to sign in, as forwarded by a proxy for an address. */
function signIn(gateway: string, address: string, more: Record<string, string> = {}) {
  return fetch(`${gateway}/api/session`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-forwarded-for': address,
      'x-forwarded-host': 'energy.example',
      'x-forwarded-proto': 'https',
      ...more,
    },
    body: JSON.stringify({ name: 'administrator', password }),
  });
}

/** Status of an attempt to sign in from each address, in order. */
async function statuses(gateway: string, addresses: readonly string[]): Promise<number[]> {
  const all: number[] = [];
  for (const address of addresses) all.push((await signIn(gateway, address)).status);
  return all;
}

describe('behind a proxy that ends TLS', () => {
  it('people sign in as by HTTPS: the session is in cookies that nothing else carries', async () => {
    const reply = await signIn(trusting, '198.51.100.1', { origin: PUBLIC_URL });
    expect(reply.status).toBe(200);
    const cookies = reply.headers.getSetCookie();
    expect(cookies.length).toBeGreaterThan(0);
    for (const cookie of cookies) expect(cookie).toMatch(/^__(?:Host|Secure)-.*; Secure/);
  });

  it.each(['http://energy.example', 'https://evil.example'])(
    'pages of %s are of another site',
    async (origin) => {
      expect((await signIn(trusting, '198.51.100.2', { origin })).status).toBe(403);
    },
  );

  it('each is counted by their own address, if the proxy is trusted', async () => {
    const tries = (address: string) =>
      statuses(trusting, Array<string>(MOST_TRIES + 1).fill(address));
    const counted = [...Array<number>(MOST_TRIES).fill(401), 429];
    expect(await tries('198.51.100.3')).toEqual(counted);
    expect(await tries('6.6.6.6, 198.51.100.4')).toEqual(counted);
    expect(await statuses(trusting, ['7.7.7.7, 198.51.100.4'])).toEqual([429]);
  });

  it('else all are one, whatever address they send', async () => {
    const addresses = Array.from({ length: MOST_TRIES + 1 }, (_, n) => `198.51.101.${n}`);
    const counted = [...Array<number>(MOST_TRIES).fill(401), 429];
    expect(await statuses(wary, addresses)).toEqual(counted);
  });

  it('metrics and health are not to be had', async () => {
    for (const path of ['/metrics', '/health/live', '/health/ready']) {
      expect((await fetch(trusting + path)).status).toBe(404);
    }
  });
});
