import { setImmediate } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { SessionRenewal } from './session-renewal.ts';

const ORIGIN = 'https://energy.example';
const MINUTE_MS = 60_000;
const NOW = Date.parse('2026-11-22T13:00:00Z');

/** A server with one session, and the tabs of one browser. */
class Scene {
  readonly requests: string[] = [];
  now = NOW;
  /** The server rejects the access token from this instant on. */
  tokenExpires = NOW + 10 * MINUTE_MS;
  hasEnded = false;
  isUnavailable = false;
  storedExpiry = this.tokenExpires;
  signInPrompts = 0;
  signsInAgain = true;
  isProven = true;
  proofPrompts = 0;
  confirmsPassword = true;
  signOutOutcome: Promise<boolean> | undefined;
  beforeRejection = async (_request: string): Promise<void> => {};
  beforeRenewal = Promise.resolve();
  beforeSignIn = Promise.resolve();
  #lock: Promise<unknown> = Promise.resolve();

  tab() {
    return new SessionRenewal({
      fetch: this.#respond,
      origin: ORIGIN,
      withLock: (run) => {
        const result = this.#lock.then(run);
        this.#lock = result.catch(() => undefined);
        return result;
      },
      tokenExpiry: {
        get: () => this.storedExpiry,
        set: (at) => {
          this.storedExpiry = at;
        },
      },
      now: () => this.now,
      signOutOutcome: () => this.signOutOutcome,
      onEnded: async () => {
        this.signInPrompts += 1;
        await this.beforeSignIn;
        if (this.signsInAgain) this.#startSession();
        return this.signsInAgain;
      },
      onProofRequired: async () => {
        this.proofPrompts += 1;
        this.isProven = this.confirmsPassword;
        return this.confirmsPassword;
      },
    });
  }

  count(request: string): number {
    return this.requests.filter((sent) => sent === request).length;
  }

  #startSession() {
    this.hasEnded = false;
    this.tokenExpires = this.now + 10 * MINUTE_MS;
    this.storedExpiry = this.tokenExpires;
  }

  readonly #respond = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url);
    this.requests.push(`${request.method} ${pathname} ${await request.text()}`.trim());
    if (this.isUnavailable) return new Response(null, { status: 503 });
    if (pathname === '/api/session/refresh') {
      await this.beforeRenewal;
      if (this.hasEnded) return new Response(null, { status: 401 });
      this.tokenExpires = this.now + 10 * MINUTE_MS;
      return this.#session(request.url);
    }
    const isSignedIn = this.now < this.tokenExpires && !this.hasEnded;
    if (!isSignedIn) return new Response('{}', { status: 401 });
    if (request.method !== 'DELETE' || this.isProven) return new Response('{}');
    await this.beforeRejection(pathname);
    return Response.json({ type: 'urn:energy:problem:proof-required' }, { status: 403 });
  };

  #session(url: string): Response {
    const body = { expiresAt: new Date(this.tokenExpires).toISOString() };
    const headers = { date: new Date(this.now).toUTCString() };
    const response = Response.json(body, { headers });
    Object.defineProperty(response, 'url', { value: url });
    return response;
  }
}

let scene: Scene;
beforeEach(() => {
  scene = new Scene();
});

const devices = () => new Request(`${ORIGIN}/api/devices`);
const REFRESH = 'POST /api/session/refresh';

describe('a session', () => {
  it('is not renewed while its token is valid', async () => {
    expect((await scene.tab().fetch(devices())).status).toBe(200);
    expect(scene.requests).toEqual(['GET /api/devices']);
  });

  it('sends no request once the person has signed out', async () => {
    scene.signOutOutcome = Promise.resolve(true);
    expect((await scene.tab().fetch(devices())).status).toBe(401);
    expect(scene.requests).toEqual([]);
    expect(scene.signInPrompts).toBe(0);
  });

  it('continues after a sign-out that failed', async () => {
    scene.signOutOutcome = Promise.resolve(false);
    expect((await scene.tab().fetch(devices())).status).toBe(200);
  });

  it('is renewed shortly before its token expires', async () => {
    scene.now = scene.tokenExpires - 10_000;
    const tab = scene.tab();
    expect((await tab.fetch(devices())).status).toBe(200);
    expect((await tab.fetch(devices())).status).toBe(200);
    expect(scene.requests).toEqual([REFRESH, 'GET /api/devices', 'GET /api/devices']);
  });

  it('is renewed after a 401, and repeats the request', async () => {
    scene.tokenExpires = scene.now - 1;
    const rename = new Request(`${ORIGIN}/api/users/1`, {
      method: 'PATCH',
      body: '{"name":"Ada"}',
    });
    expect((await scene.tab().fetch(rename)).status).toBe(200);
    expect(scene.requests).toEqual([
      'PATCH /api/users/1 {"name":"Ada"}',
      REFRESH,
      'PATCH /api/users/1 {"name":"Ada"}',
    ]);
  });

  it('is renewed once for all requests and tabs', async () => {
    scene.now = scene.tokenExpires + 1;
    const tab = scene.tab();
    const other = scene.tab();
    const responses = await Promise.all(
      [tab, other, tab, other, tab].map((each) => each.fetch(devices())),
    );
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(scene.requests.filter((request) => request === REFRESH)).toHaveLength(1);
  });

  it('that has ended holds requests until the person has signed in again', async () => {
    scene.hasEnded = true;
    const tab = scene.tab();
    const responses = await Promise.all([tab.fetch(devices()), tab.fetch(devices())]);
    expect(responses.map(({ status }) => status)).toEqual([200, 200]);
    expect(scene.signInPrompts).toBe(1);
  });

  it('that has ended is not renewed while the person signs in again', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    scene.hasEnded = true;
    scene.beforeSignIn = promise;
    const tab = scene.tab();
    const waiting = tab.fetch(devices());
    await expect.poll(() => scene.signInPrompts).toBe(1);
    const later = tab.fetch(devices());
    await setImmediate();
    resolve();
    expect([(await waiting).status, (await later).status]).toEqual([200, 200]);
    expect(scene.count(REFRESH)).toBe(1);
  });

  // A renewal that is refused clears the cookies.
  it.each(['POST /api/session', 'DELETE /api/session', 'PUT /api/session/password'])(
    'sends %s after the answer to a renewal',
    async (change) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      scene.now = scene.tokenExpires;
      scene.beforeRenewal = promise;
      const renewing = scene.tab().fetch(devices());
      await expect.poll(() => scene.count(REFRESH)).toBe(1);
      scene.storedExpiry = scene.now + MINUTE_MS;
      const [method, path] = change.split(' ');
      const changing = scene.tab().fetch(new Request(ORIGIN + path, { method: method! }));
      await setImmediate();
      expect(scene.count(change)).toBe(0);
      resolve();
      await Promise.all([renewing, changing]);
      expect(scene.count(change)).toBe(1);
    },
  );

  it('that has ended fails requests where the person does not sign in again', async () => {
    scene.hasEnded = true;
    scene.signsInAgain = false;
    expect((await scene.tab().fetch(devices())).status).toBe(401);
  });

  it('does not end while the server is unavailable', async () => {
    scene.now = scene.tokenExpires;
    scene.isUnavailable = true;
    expect((await scene.tab().fetch(devices())).status).toBe(503);
    expect(scene.signInPrompts).toBe(0);
  });

  it('asks for the password once for all commands that require it', async () => {
    scene.isProven = false;
    const tab = scene.tab();
    const remove = (id: number) => new Request(`${ORIGIN}/api/users/${id}`, { method: 'DELETE' });
    const responses = await Promise.all([tab.fetch(remove(1)), tab.fetch(remove(2))]);
    expect(responses.map(({ status }) => status)).toEqual([200, 200]);
    expect(scene.proofPrompts).toBe(1);
    expect(scene.requests.filter((request) => request === 'DELETE /api/users/1')).toHaveLength(2);
  });

  it('does not ask again for a rejection that arrives after the password was confirmed', async () => {
    const rejected = Promise.withResolvers<void>();
    scene.isProven = false;
    scene.beforeRejection = (request) =>
      request.endsWith('/1') ? rejected.promise : Promise.resolve();
    const tab = scene.tab();
    const remove = (id: number) => new Request(`${ORIGIN}/api/users/${id}`, { method: 'DELETE' });
    const late = tab.fetch(remove(1));
    expect((await tab.fetch(remove(2))).status).toBe(200);
    rejected.resolve();
    expect((await late).status).toBe(200);
    expect(scene.proofPrompts).toBe(1);
  });

  it('does not repeat a command where the password is not confirmed', async () => {
    scene.isProven = false;
    scene.confirmsPassword = false;
    const remove = new Request(`${ORIGIN}/api/users/1`, { method: 'DELETE' });
    expect((await scene.tab().fetch(remove)).status).toBe(403);
    expect(scene.requests).toHaveLength(1);
  });

  it('expires by the server’s clock, which may differ from the machine’s', async () => {
    const clockOffset = 3 * 60 * MINUTE_MS;
    const serverNow = scene.now;
    const expiries: number[] = [];
    const tab = new SessionRenewal({
      fetch: async ({ url }) => {
        const expiresAt = new Date(serverNow + 10 * MINUTE_MS).toISOString();
        const headers = { date: new Date(serverNow).toUTCString() };
        const response = Response.json({ expiresAt }, { headers });
        Object.defineProperty(response, 'url', { value: url });
        return response;
      },
      origin: ORIGIN,
      withLock: (run) => run(),
      tokenExpiry: { get: () => 0, set: (at) => expiries.push(at) },
      now: () => serverNow + clockOffset,
      signOutOutcome: () => undefined,
      onEnded: async () => false,
      onProofRequired: async () => false,
    });
    await tab.fetch(new Request(`${ORIGIN}/api/session`, { method: 'POST', body: '{}' }));
    expect(expiries).toEqual([serverNow + clockOffset + 10 * MINUTE_MS]);
  });
});
