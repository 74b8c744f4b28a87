import { beforeEach, describe, expect, it } from 'vitest';
import { SessionRenewal } from './renewal.ts';

const ORIGIN = 'https://energy.example';
const MINUTE_MS = 60_000;
const NOW = Date.parse('2026-11-22T13:00:00Z');

/** A server that knows one session, and one or more tabs of a browser that talks to it. */
class Scene {
  readonly requests: string[] = [];
  now = NOW;
  /** Until when the server takes the access token. */
  tokenExpires = NOW + 10 * MINUTE_MS;
  hasEnded = false;
  isAway = false;
  goodUntil = this.tokenExpires;
  asked = 0;
  signsInAgain = true;
  isProven = true;
  askedForProof = 0;
  givesPassword = true;
  beforeRefusal = async (_request: string): Promise<void> => {};
  #lock: Promise<unknown> = Promise.resolve();

  tab() {
    return new SessionRenewal({
      fetch: this.#answer,
      origin: ORIGIN,
      exclusively: (run) => {
        const result = this.#lock.then(run);
        this.#lock = result.catch(() => undefined);
        return result;
      },
      goodUntil: {
        get: () => this.goodUntil,
        set: (at) => {
          this.goodUntil = at;
        },
      },
      now: () => this.now,
      onEnded: async () => {
        this.asked += 1;
        if (this.signsInAgain) this.#begin();
        return this.signsInAgain;
      },
      onProofRequired: async () => {
        this.askedForProof += 1;
        this.isProven = this.givesPassword;
        return this.givesPassword;
      },
    });
  }

  #begin() {
    this.hasEnded = false;
    this.tokenExpires = this.now + 10 * MINUTE_MS;
    this.goodUntil = this.tokenExpires;
  }

  readonly #answer = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url);
    this.requests.push(`${request.method} ${pathname} ${await request.text()}`.trim());
    if (this.isAway) return new Response(null, { status: 503 });
    if (pathname === '/api/session/refresh') {
      if (this.hasEnded) return new Response(null, { status: 401 });
      this.tokenExpires = this.now + 10 * MINUTE_MS;
      return this.#session(request.url);
    }
    const isIn = this.now < this.tokenExpires && !this.hasEnded;
    if (!isIn) return new Response('{}', { status: 401 });
    if (request.method !== 'DELETE' || this.isProven) return new Response('{}');
    await this.beforeRefusal(pathname);
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
  it('is left alone while its token is good', async () => {
    expect((await scene.tab().fetch(devices())).status).toBe(200);
    expect(scene.requests).toEqual(['GET /api/devices']);
  });

  it('is renewed shortly before its token expires, without a refusal', async () => {
    scene.now = scene.tokenExpires - 10_000;
    const tab = scene.tab();
    expect((await tab.fetch(devices())).status).toBe(200);
    expect((await tab.fetch(devices())).status).toBe(200);
    expect(scene.requests).toEqual([REFRESH, 'GET /api/devices', 'GET /api/devices']);
  });

  it('is renewed where the server refuses the token all the same, and the request sent again', async () => {
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

  it('is renewed once for any number of requests and tabs', async () => {
    scene.now = scene.tokenExpires + 1;
    const [tab, other] = [scene.tab(), scene.tab()];
    const answers = await Promise.all(
      [tab, other, tab, other, tab].map((each) => each.fetch(devices())),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(scene.requests.filter((request) => request === REFRESH)).toHaveLength(1);
  });

  it('that has ended lets what was asked wait until somebody has signed in again', async () => {
    scene.hasEnded = true;
    const tab = scene.tab();
    const answers = await Promise.all([tab.fetch(devices()), tab.fetch(devices())]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(scene.asked).toBe(1);
  });

  it('that has ended for good refuses what was asked', async () => {
    scene.hasEnded = true;
    scene.signsInAgain = false;
    expect((await scene.tab().fetch(devices())).status).toBe(401);
  });

  it('has not ended because the server is away', async () => {
    scene.now = scene.tokenExpires;
    scene.isAway = true;
    expect((await scene.tab().fetch(devices())).status).toBe(503);
    expect(scene.asked).toBe(0);
  });

  it('asks for the password where a command needs it again, once for all that wait', async () => {
    scene.isProven = false;
    const tab = scene.tab();
    const remove = (id: number) => new Request(`${ORIGIN}/api/users/${id}`, { method: 'DELETE' });
    const answers = await Promise.all([tab.fetch(remove(1)), tab.fetch(remove(2))]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(scene.askedForProof).toBe(1);
    expect(scene.requests.filter((request) => request === 'DELETE /api/users/1')).toHaveLength(2);
  });

  it('asks no second time for a refusal that arrives after the password was given', async () => {
    const refused = Promise.withResolvers<void>();
    scene.isProven = false;
    scene.beforeRefusal = (request) =>
      request.endsWith('/1') ? refused.promise : Promise.resolve();
    const tab = scene.tab();
    const remove = (id: number) => new Request(`${ORIGIN}/api/users/${id}`, { method: 'DELETE' });
    const late = tab.fetch(remove(1));
    expect((await tab.fetch(remove(2))).status).toBe(200);
    refused.resolve();
    expect((await late).status).toBe(200);
    expect(scene.askedForProof).toBe(1);
  });

  it('sends a command once where the password is not given', async () => {
    scene.isProven = false;
    scene.givesPassword = false;
    const remove = new Request(`${ORIGIN}/api/users/1`, { method: 'DELETE' });
    expect((await scene.tab().fetch(remove)).status).toBe(403);
    expect(scene.requests).toHaveLength(1);
  });

  it('is measured by the server’s clock, from which the machine’s may differ', async () => {
    const aheadBy = 3 * 60 * MINUTE_MS;
    const serverNow = scene.now;
    const goodUntil: number[] = [];
    const tab = new SessionRenewal({
      fetch: async ({ url }) => {
        const expiresAt = new Date(serverNow + 10 * MINUTE_MS).toISOString();
        const headers = { date: new Date(serverNow).toUTCString() };
        const response = Response.json({ expiresAt }, { headers });
        Object.defineProperty(response, 'url', { value: url });
        return response;
      },
      origin: ORIGIN,
      exclusively: (run) => run(),
      goodUntil: { get: () => 0, set: (at) => goodUntil.push(at) },
      now: () => serverNow + aheadBy,
      onEnded: async () => false,
      onProofRequired: async () => false,
    });
    await tab.fetch(new Request(`${ORIGIN}/api/session`, { method: 'POST', body: '{}' }));
    expect(goodUntil).toEqual([serverNow + aheadBy + 10 * MINUTE_MS]);
  });
});
