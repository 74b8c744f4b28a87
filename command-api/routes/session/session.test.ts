import { randomUUID } from 'node:crypto';
import { MAX_FAILED_ATTEMPTS, MAX_FAILED_ATTEMPTS_OF_UNKNOWN } from '@energy/credentials';
import { userStream } from '@energy/domain';
import { type GatewayTrust, PROOF_LIFETIME_MS } from '@energy/http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { awayFrom, frozenFrom } from '../../testing/away.ts';
import { type Asking, Commands, passwordOf } from '../../testing/commands.ts';

let commands: Commands;
beforeAll(async () => {
  commands = await Commands.start();
});
afterAll(() => commands.stop());

/** Registers a new user who has chosen a password. */
async function somebody() {
  const name = randomUUID();
  const { userId, authorization } = await commands.signedIn(name);
  return { name, password: passwordOf(name), userId, authorization };
}

const cookiesOf = (cookies: readonly { name: string; value: string }[]): Asking => ({
  cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; '),
});

/** True if a token or cookie is accepted: a client is authenticated, but not authorised for this command. */
async function isSignedIn(headers: Asking): Promise<boolean> {
  const { status } = await commands.send('POST', '/api/devices', {}, headers);
  return status === 403;
}

describe('signing in', () => {
  it('gives a browser cookies that no script can read and no other site can send', async () => {
    const { name, password, userId } = await somebody();
    const reply = await commands.send('POST', '/api/session', { name, password }, {});
    expect(reply.status).toBe(200);
    expect(reply.body).toEqual({
      user: { id: userId, name, role: 'client' },
      mustChangePassword: false,
      expiresAt: expect.stringMatching(/Z$/),
    });
    expect(reply.cookies).toMatchObject([
      { name: 'energy-session', path: '/', httpOnly: true, sameSite: 'Strict' },
      { name: 'energy-refresh', path: '/api/session', httpOnly: true, sameSite: 'Strict' },
      { name: 'energy-browser', path: '/api/session', httpOnly: true, sameSite: 'Strict' },
    ]);
    expect(await isSignedIn(cookiesOf(reply.cookies))).toBe(true);
  });

  it('by HTTPS gives cookies that HTTPS alone carries', async () => {
    const secure = await Commands.start({ publicUrl: 'https://energy.example' });
    try {
      const credentials = { name: 'administrator', password: passwordOf('administrator') };
      const { cookies } = await secure.send('POST', '/api/session', credentials, {});
      expect(cookies).toMatchObject([
        { name: '__Host-energy-session', path: '/', secure: true, httpOnly: true },
        { name: '__Secure-energy-refresh', secure: true, httpOnly: true },
        { name: '__Secure-energy-browser', secure: true, httpOnly: true },
      ]);
      const authorized = await secure.send('POST', '/api/devices', {}, cookiesOf(cookies));
      expect(authorized.status).toBe(400);
    } finally {
      await secure.stop();
    }
  });

  it('gives a program its tokens in the body', async () => {
    const { name, password } = await somebody();
    const { status, body, cookies } = await commands.signIn(name, password);
    expect(status).toBe(200);
    expect(cookies).toEqual([]);
    expect(await isSignedIn({ authorization: `Bearer ${body.accessToken}` })).toBe(true);
  });

  it('takes the name in any case', async () => {
    const { name, password } = await somebody();
    expect((await commands.signIn(name.toUpperCase(), password)).status).toBe(200);
  });

  it('says nothing of whether it is the name or the password that is wrong', async () => {
    const { name, password } = await somebody();
    const wrong = await commands.signIn(name, `${password}?`);
    const unknown = await commands.signIn(randomUUID(), password);
    expect(wrong.status).toBe(401);
    expect(wrong.body.type).toBe('urn:energy:problem:wrong-credentials');
    const same = { ...wrong.body, requestId: expect.any(String) };
    expect(unknown.body).toEqual(same);
    const without = await commands.registeredUser('No password yet');
    expect((await commands.signIn('No password yet', password)).body).toEqual(same);
    expect(without).toBeTruthy();
  });

  it.each([
    ['no password', { name: 'Ada' }, 'password'],
    ['an empty name', { name: '', password: 'x' }, 'name'],
    ['a name of 10,000 characters', { name: 'x'.repeat(10_000), password: 'x' }, 'name'],
    ['a password of 10,000 characters', { name: 'Ada', password: 'x'.repeat(10_000) }, 'password'],
    ['a password that is none', { name: 'Ada', password: { $ne: '' } }, 'password'],
    ['another delivery', { name: 'Ada', password: 'x', delivery: 'post' }, 'delivery'],
  ])('refuses %s', async (_, credentials, parameter) => {
    const { status, body } = await commands.send('POST', '/api/session', credentials, {});
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ in: 'body', parameter }]);
    expect(JSON.stringify(body)).not.toContain('xxxxx'.repeat(20));
  });

  it('with half a character is wrong, and no fault', async () => {
    const { name } = await somebody();
    for (const [who, password] of [
      [name, 'a\ud800'],
      ['a\ud800', 'x'],
    ] as const) {
      expect((await commands.signIn(who, password)).status).toBe(401);
    }
  });
});

describe('attempts to sign in', () => {
  it('are limited by minute for a name from an address, and from an address', async () => {
    const strict = await Commands.start({ attempts: { perName: 5, perAddress: 12 } });
    try {
      const tryAs = (name: string) => strict.signIn(name, 'a guess');
      const statuses: number[] = [];
      for (let n = 0; n < 5; n++) statuses.push((await tryAs('Ada')).status);
      const sixth = await tryAs('ADA');
      expect(statuses).toEqual(Array(5).fill(401));
      expect(sixth).toMatchObject({
        status: 429,
        body: { type: 'urn:energy:problem:too-many-attempts' },
      });
      expect(Number(sixth.headers['retry-after'])).toBeGreaterThan(0);
      const others = [];
      for (let n = 0; n < 8; n++) others.push((await tryAs(`user ${n}`)).status);
      expect(others).toContain(401);
      expect(others.at(-1)).toBe(429);
    } finally {
      await strict.stop();
    }
  });

  describe('that fail in a row from many addresses', () => {
    let now: number;
    let target: Commands;
    let address: number;
    beforeEach(async () => {
      now = Date.now();
      address = 0;
      const attempts = { perName: 20, perAddress: 5 };
      target = await Commands.start({ attempts, now: () => now });
    });
    afterEach(() => target.stop());

    /** Signs in from an address without earlier attempts. */
    async function signInFromElsewhere(name: string, password: string, headers: Asking = {}) {
      address += 1;
      const response = await target.app.inject({
        method: 'POST',
        url: '/api/session',
        payload: { name, password },
        headers,
        remoteAddress: `203.0.${address >> 8}.${address & 255}`,
      });
      const retryAfter = Number(response.headers['retry-after']);
      return { status: response.statusCode, retryAfter, body: response.json(), response };
    }

    /** Makes `count` attempts fail, each as soon as it is allowed. */
    async function fail(name: string, count: number): Promise<void> {
      for (let failed = 0; failed < count; ) {
        const { status, retryAfter } = await signInFromElsewhere(name, 'a guess');
        if (status === 401) failed += 1;
        else now += retryAfter * 1_000;
      }
    }

    it('make the next one wait longer and longer, and let the right password in then', async () => {
      await target.signedIn('Ada');
      await fail('Ada', 10);
      const right = () => signInFromElsewhere('Ada', passwordOf('Ada'));
      expect(await right()).toMatchObject({ status: 429, retryAfter: 10 });
      now += 10_000;
      await fail('Ada', 1);
      expect(await right()).toMatchObject({ status: 429, retryAfter: 20 });
      now += 20_000;
      expect((await right()).status).toBe(200);
      await fail('Ada', 10);
    });

    it('lock the name after 90, for known and unknown names alike, until a reset', async () => {
      const { userId } = await target.signedIn('Ada');
      for (const name of ['Ada', 'Nobody']) {
        await fail(name, MAX_FAILED_ATTEMPTS_OF_UNKNOWN);
        now += 24 * 3_600_000;
        expect(await signInFromElsewhere(name, passwordOf(name))).toMatchObject({
          status: 429,
          retryAfter: Number.NaN,
          body: { type: 'urn:energy:problem:sign-in-locked' },
        });
      }
      const { oneTimePassword } = await target.passwords.reset(userId, { actor: 'system' });
      expect((await signInFromElsewhere('Ada', oneTimePassword)).status).toBe(200);
    });

    it('keep no known browser out, which has the last ten attempts of a hundred', async () => {
      await target.signedIn('Ada');
      await target.signedIn('Eve');
      const signedIn = await signInFromElsewhere('Ada', passwordOf('Ada'));
      const browser = cookiesOf(signedIn.response.cookies);
      const other = await signInFromElsewhere('Eve', passwordOf('Eve'));
      await fail('Ada', MAX_FAILED_ATTEMPTS_OF_UNKNOWN);
      const forged = { cookie: browser.cookie!.replace(/(energy-browser=.)/, '$10') };
      for (const headers of [{}, forged, cookiesOf(other.response.cookies)]) {
        expect((await signInFromElsewhere('Ada', passwordOf('Ada'), headers)).status).toBe(429);
      }
      expect((await signInFromElsewhere('Ada', passwordOf('Ada'), browser)).status).toBe(200);
      await fail('Ada', MAX_FAILED_ATTEMPTS_OF_UNKNOWN);
      let failed = MAX_FAILED_ATTEMPTS_OF_UNKNOWN;
      for (let n = 0; n < 15; n++) {
        const { status, body } = await signInFromElsewhere('Ada', 'a typo', browser);
        if (status === 401) failed += 1;
        else expect(body.type).toBe('urn:energy:problem:sign-in-locked');
      }
      expect(failed).toBe(MAX_FAILED_ATTEMPTS);
    });
  });
});

describe('another session of one’s own', () => {
  it('is ended at once; those of others are not found', async () => {
    const { userId, authorization } = await commands.signedIn('Sessions');
    const other = await commands.signedIn('Another');
    const { credentials } = commands;
    await commands.signIn('Sessions', passwordOf('Sessions'));
    const [second, first] = await credentials.sessionsOf(userId);
    const end = (id: string, headers = { authorization }) =>
      commands.send('DELETE', `/api/sessions/${id}`, undefined, headers);
    expect((await end(second!.id, { authorization: other.authorization })).status).toBe(404);
    expect((await end(randomUUID())).status).toBe(404);
    expect((await end('nothing')).status).toBe(400);
    expect((await end(second!.id.toUpperCase())).status).toBe(204);
    expect(await credentials.sessionsOf(userId)).toEqual([first]);
    expect((await end(second!.id)).status).toBe(404);
    expect((await end(first!.id)).status).toBe(204);
    expect((await end(first!.id)).status).toBe(401);
  });
});

describe('security events', () => {
  it('are logged with user, address and request id, and counted, without any secret', async () => {
    const watched = await Commands.start({ attempts: { perName: 3, perAddress: 100 } });
    try {
      const { userId, authorization } = await watched.signedIn('Ada');
      const password = passwordOf('Ada');
      await watched.signIn('Ada', 'a wrong guess');
      await watched.signIn('my secret phrase as a name', 'a wrong guess');
      await watched.signIn('Ada', 'a wrong guess');
      await watched.signIn('Ada', 'a wrong guess');
      await watched.send('POST', '/api/devices', {}, { authorization });
      await watched.send('GET', '/api/openapi.json', undefined, {});
      await watched.send('DELETE', '/api/session', undefined, { authorization });
      await watched.send('DELETE', '/api/session', undefined, {});
      const events = watched.logged
        .filter((line) => line.includes('securityEvent'))
        .map((line) => JSON.parse(line))
        .filter(({ user, securityEvent }) => user === userId || securityEvent.includes('sign-in'));
      expect(events.map((event) => event.securityEvent)).toEqual([
        'password-reset',
        'signed-in',
        'password-changed',
        'sign-in-failed',
        'sign-in-failed',
        'sign-in-throttled',
        'sign-in-throttled',
        'authorization-refused',
        'signed-out',
      ]);
      for (const event of events) {
        expect(event).toMatchObject({ address: '127.0.0.1', requestId: expect.any(String) });
      }
      expect(events[0].by).toMatch(/^[0-9a-f-]{36}$/);
      expect(events[4].user).toBeNull();
      expect(events[7].reason).toBe('not-allowed');
      for (const secret of [
        password,
        'a wrong guess',
        'my secret phrase',
        authorization.slice(7),
      ]) {
        expect(watched.log).not.toContain(secret);
      }
      const metrics = (await watched.app.inject('/metrics')).body;
      expect(metrics).toMatch(/energy_security_events_total\{event="sign-in-failed",[^}]*\} 2\n/);
    } finally {
      await watched.stop();
    }
  });
});

describe('the caller’s address', () => {
  const SECRET = 'gateway secret of the tests'.repeat(2).replaceAll(' ', '-');
  const guess = (commands: Commands, remoteAddress: string, headers: Record<string, string>) =>
    commands.app.inject({
      method: 'POST',
      url: '/api/session',
      payload: { name: randomUUID(), password: 'a guess' },
      headers,
      remoteAddress,
    });

  async function statuses(
    gateway: GatewayTrust,
    guesses: readonly (readonly [string, Record<string, string>])[],
  ): Promise<number[]> {
    const strict = await Commands.start({ attempts: { perName: 1_000, perAddress: 1 }, gateway });
    try {
      const all: number[] = [];
      for (const [from, headers] of guesses) {
        all.push((await guess(strict, from, headers)).statusCode);
      }
      return all;
    } finally {
      await strict.stop();
    }
  }

  it('is the one that a gateway with the secret names', async () => {
    const proof = { 'x-gateway-proof': SECRET };
    const counted = await statuses({ secret: SECRET }, [
      ['127.0.0.1', { ...proof, 'x-forwarded-for': '192.0.2.1' }],
      ['127.0.0.1', { ...proof, 'x-forwarded-for': '192.0.2.2' }],
      ['10.0.0.3', { ...proof, 'x-forwarded-for': '192.0.2.1' }],
    ]);
    expect(counted).toEqual([401, 401, 429]);
  });

  it('is the one that a listed network names', async () => {
    const counted = await statuses({ addresses: ['10.0.0.0/24', '2001:db8::1'] }, [
      ['10.0.0.2', { 'x-forwarded-for': '192.0.2.1' }],
      ['2001:db8::1', { 'x-forwarded-for': '192.0.2.2' }],
      ['10.0.0.3', { 'x-forwarded-for': '192.0.2.1' }],
    ]);
    expect(counted).toEqual([401, 401, 429]);
  });

  it.each([
    ['without a secret', {}],
    ['with another secret', { 'x-gateway-proof': `${SECRET}x` }],
  ])('is the sender’s own %s, also from this machine', async (_case, proof) => {
    const counted = await statuses({ secret: SECRET, addresses: ['10.0.0.0/24'] }, [
      ['127.0.0.2', { ...proof, 'x-forwarded-for': '192.0.2.3' }],
      ['127.0.0.2', { ...proof, 'x-forwarded-for': '192.0.2.4' }],
    ]);
    expect(counted).toEqual([401, 429]);
  });

  it('is the sender’s own where no secret is set, whatever proof it sends', async () => {
    const headers = (address: string) => ({ 'x-gateway-proof': '', 'x-forwarded-for': address });
    const counted = await statuses({}, [
      ['127.0.0.2', headers('192.0.2.3')],
      ['127.0.0.2', headers('192.0.2.4')],
    ]);
    expect(counted).toEqual([401, 429]);
  });
});

describe('a one-time password', () => {
  it('does for nothing but choosing another one', async () => {
    const name = randomUUID();
    const userId = await commands.registeredUser(name, 'administrator');
    const { body: reset } = await commands.send('PUT', `/api/users/${userId}/password`);
    const { body: session } = await commands.signIn(name, reset.oneTimePassword);
    expect(session.mustChangePassword).toBe(true);
    const headers = { authorization: `Bearer ${session.accessToken}` };
    const refused = await commands.send('POST', '/api/devices', {}, headers);
    expect(refused).toMatchObject({
      status: 403,
      body: { type: 'urn:energy:problem:password-change-required' },
    });
    const choice = { currentPassword: reset.oneTimePassword, newPassword: passwordOf(name) };
    const chosen = await commands.send('PUT', '/api/session/password', choice, headers);
    expect(chosen).toMatchObject({ status: 200, body: { mustChangePassword: false } });
    const after = await commands.send('POST', '/api/devices', {}, cookiesOf(chosen.cookies));
    expect(after.status).toBe(400);
    expect((await commands.signIn(name, reset.oneTimePassword)).status).toBe(401);
  });

  it('works once, and lets its session choose a password without it', async () => {
    const name = randomUUID();
    const userId = await commands.registeredUser(name);
    const { body: reset } = await commands.send('PUT', `/api/users/${userId}/password`);
    const hours = (Date.parse(reset.expiresAt) - Date.now()) / 3_600_000;
    expect(Math.round(hours)).toBe(72);
    const { body: session } = await commands.signIn(name, reset.oneTimePassword);
    expect(await commands.signIn(name, reset.oneTimePassword)).toMatchObject({
      status: 401,
      body: { type: 'urn:energy:problem:one-time-password-expired' },
    });
    const headers = { authorization: `Bearer ${session.accessToken}` };
    const choose = (newPassword: string) =>
      commands.send('PUT', '/api/session/password', { newPassword }, headers);
    expect(await choose(reset.oneTimePassword)).toMatchObject({
      status: 400,
      body: { errors: [{ parameter: 'newPassword', code: 'password-unchanged' }] },
    });
    expect((await choose(passwordOf(name))).status).toBe(200);
    expect((await commands.signIn(name, passwordOf(name))).status).toBe(200);
  });

  it('that has expired says so to those who have it, and to nobody else', async () => {
    let now = Date.now();
    const later = await Commands.start({ now: () => now });
    try {
      const userId = await later.registeredUser('Ada');
      const { body: reset } = await later.send('PUT', `/api/users/${userId}/password`);
      now = Date.parse(reset.expiresAt);
      const expired = await later.signIn('Ada', reset.oneTimePassword);
      const wrong = await later.signIn('Ada', 'k7m2p-x9q4r-hd3wn-8tz6c');
      expect(expired.body.type).toBe('urn:energy:problem:one-time-password-expired');
      expect(wrong.body.type).toBe('urn:energy:problem:wrong-credentials');
    } finally {
      await later.stop();
    }
  });
});

describe('commands on other accounts', () => {
  let now: number;
  let alone: Commands;
  let administrator: { userId: string; authorization: string };
  let user: string;
  beforeEach(async () => {
    now = Date.now();
    alone = await Commands.start({ now: () => now });
    administrator = await alone.signedIn('Grace', 'administrator');
    user = await alone.registeredUser('Ada');
    now += PROOF_LIFETIME_MS;
  });
  afterEach(() => alone.stop());

  const send = (method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, payload?: object) =>
    alone.send(method, path, payload, { authorization: administrator.authorization });

  it('that take over or end them need the password within five minutes', async () => {
    const commandsOnUser = [
      ['PUT', `/api/users/${user}/password`, undefined],
      ['PATCH', `/api/users/${user}`, { role: 'administrator' }],
      ['PATCH', `/api/users/${user}`, { name: 'Eve', role: 'administrator' }],
      ['DELETE', `/api/users/${user}`, undefined],
    ] as const;
    const head = await alone.eventStore.head();
    for (const [method, path, payload] of commandsOnUser) {
      expect(await send(method, path, payload)).toMatchObject({
        status: 403,
        body: { type: 'urn:energy:problem:proof-required' },
      });
    }
    expect(await alone.eventStore.head()).toBe(head);
    const proof = await send('POST', '/api/session/proof', { password: passwordOf('Grace') });
    expect(proof).toMatchObject({
      status: 200,
      body: { expiresAt: new Date(now + PROOF_LIFETIME_MS).toISOString() },
    });
    now += PROOF_LIFETIME_MS - 1;
    for (const [method, path, payload] of commandsOnUser) {
      expect((await send(method, path, payload)).status, path).toBeLessThan(300);
    }
  });

  it('need it for nothing else', async () => {
    expect((await send('PATCH', `/api/users/${user}`, { name: 'Eve' })).status).toBe(200);
    expect((await send('POST', '/api/users', { name: 'Bob', role: 'client' })).status).toBe(201);
  });

  it('are not proved by a wrong password', async () => {
    const proof = await send('POST', '/api/session/proof', { password: 'a guess' });
    expect(proof).toMatchObject({
      status: 400,
      body: { errors: [{ in: 'body', parameter: 'password', code: 'wrong-password' }] },
    });
    expect((await send('DELETE', `/api/users/${user}`)).status).toBe(403);
  });

  it('never reset one’s own password', async () => {
    await send('POST', '/api/session/proof', { password: passwordOf('Grace') });
    const own = administrator.userId;
    for (const id of [own, own.toUpperCase()]) {
      expect(await send('PUT', `/api/users/${id}/password`)).toMatchObject({
        status: 403,
        body: { type: 'urn:energy:problem:own-password-reset' },
      });
    }
    expect((await alone.signIn('Grace', passwordOf('Grace'))).status).toBe(200);
  });
});

describe('choosing a password', () => {
  it('ends every session, begins a new one, and is recorded without it', async () => {
    const { name, password, userId, authorization } = await somebody();
    const { body: other } = await commands.signIn(name, password);
    const choice = { currentPassword: password, newPassword: 'something quite different' };
    const reply = await commands.send(
      'PUT',
      '/api/session/password',
      { ...choice, delivery: 'body' },
      { authorization },
    );
    expect(reply.status).toBe(200);
    expect(reply.headers['energy-position']).toBe(await commands.eventStore.head());
    for (const token of [authorization, `Bearer ${other.accessToken}`]) {
      expect(await isSignedIn({ authorization: token })).toBe(false);
    }
    expect(await isSignedIn({ authorization: `Bearer ${reply.body.accessToken}` })).toBe(true);
    const history = await commands.history(userStream(userId));
    expect(history.at(-1)).toMatchObject({ type: 'UserPasswordChanged', data: { reset: false } });
    expect(JSON.stringify(history)).not.toContain('different');
  });

  describe.each([
    ['refuses calls', awayFrom],
    ['answers nothing', frozenFrom],
  ] as const)('while the event store %s', (_, disturbed) => {
    let isAway: boolean;
    let alone: Commands;
    beforeEach(async () => {
      isAway = false;
      alone = await Commands.start({ eventStore: (actual) => disturbed(actual, () => isAway) });
    });
    afterEach(() => alone.stop());

    /** Makes the event store unavailable once the credential store has run `method`. */
    function awayAfter(method: 'setPassword' | 'startSession') {
      const actual: (...given: never[]) => Promise<unknown> = alone.credentials[method].bind(
        alone.credentials,
      );
      vi.spyOn(alone.credentials, method).mockImplementationOnce(async (...given: unknown[]) => {
        const done = await actual(...(given as never[]));
        isAway = true;
        return done as never;
      });
    }

    it('is answered as done, and recorded later', async () => {
      const { authorization } = await alone.signedIn('Ada');
      awayAfter('setPassword');
      const choice = {
        currentPassword: passwordOf('Ada'),
        newPassword: 'something quite different',
      };
      const reply = await alone.send('PUT', '/api/session/password', choice, { authorization });
      expect(reply).toMatchObject({
        status: 200,
        body: { user: { name: 'Ada', role: 'client' }, mustChangePassword: false },
      });
      isAway = false;
      const cookies = cookiesOf(reply.cookies);
      const after = await alone.send('POST', '/api/devices', {}, cookies);
      expect(after.status).toBe(403);
      await alone.passwords.recordOutstanding();
      const userId = reply.body.user.id;
      const story = await alone.story(userStream(userId));
      expect(story.at(-1)).toBe('UserPasswordChanged');
      const again = await alone.send('PUT', '/api/session/password', choice, cookies);
      expect(again.status).toBe(200);
      expect(await alone.story(userStream(userId))).toEqual(story);
    });

    it('changes nothing where the event store was away before, and succeeds afterwards', async () => {
      const { authorization } = await alone.signedIn('Ada');
      const choice = {
        currentPassword: passwordOf('Ada'),
        newPassword: 'something quite different',
      };
      const change = () => alone.send('PUT', '/api/session/password', choice, { authorization });
      isAway = true;
      expect((await change()).status).toBe(503);
      isAway = false;
      expect((await change()).status).toBe(200);
    });

    it('uses up no one-time password without signing in', async () => {
      const userId = await alone.registeredUser('Bob');
      const { oneTimePassword } = await alone.passwords.reset(userId, { actor: 'system' });
      awayAfter('startSession');
      const reply = await alone.signIn('Bob', oneTimePassword);
      expect(reply).toMatchObject({ status: 200, body: { mustChangePassword: true } });
    });
  });

  it('uses no refresh token while the event store is away', async () => {
    let isAway = false;
    const alone = await Commands.start({ eventStore: (actual) => awayFrom(actual, () => isAway) });
    try {
      await alone.signedIn('Ada');
      const { body } = await alone.send(
        'POST',
        '/api/session',
        { name: 'Ada', password: passwordOf('Ada'), delivery: 'body' },
        {},
      );
      const { refreshToken } = body;
      const used = vi.spyOn(alone.credentials, 'refreshSession');
      const refresh = () => alone.send('POST', '/api/session/refresh', { refreshToken }, {});
      isAway = true;
      expect((await refresh()).status).toBe(503);
      expect(used).not.toHaveBeenCalled();
      isAway = false;
      expect((await refresh()).status).toBe(200);
    } finally {
      await alone.stop();
    }
  });

  it.each([
    ['a wrong current one', { currentPassword: 'another one' }, 'currentPassword'],
    ['a short one', { newPassword: 'short' }, 'newPassword'],
    ['a common one', { newPassword: 'passwordpassword' }, 'newPassword'],
  ])('refuses %s', async (_, change, parameter) => {
    const { password, authorization } = await somebody();
    const choice = { currentPassword: password, newPassword: 'something quite different' };
    const { status, body } = await commands.send(
      'PUT',
      '/api/session/password',
      { ...choice, ...change },
      { authorization },
    );
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ in: 'body', parameter }]);
    expect(await isSignedIn({ authorization })).toBe(true);
  });

  it.each([
    ['too short', () => 'short', 'password-too-short'],
    ['the user’s name', (name: string) => `${name}!`, 'password-is-name'],
  ])('reports a new one that is %s beside a wrong current one', async (_, newPassword, code) => {
    const name = `Penelope ${randomUUID().replaceAll(/[^a-f]/g, '')}`;
    const { authorization } = await commands.signedIn(name);
    const { status, body } = await commands.send(
      'PUT',
      '/api/session/password',
      { currentPassword: 'another one', newPassword: newPassword(name) },
      { authorization },
    );
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([
      { in: 'body', parameter: 'currentPassword', code: 'wrong-password' },
      { in: 'body', parameter: 'newPassword', code },
    ]);
  });
});

describe('a session', () => {
  it('continues by its refresh token, in cookies or in the body', async () => {
    const { name, password } = await somebody();
    const { cookies } = await commands.send('POST', '/api/session', { name, password }, {});
    const refreshed = await commands.send(
      'POST',
      '/api/session/refresh',
      undefined,
      cookiesOf(cookies),
    );
    expect(refreshed.status).toBe(200);
    expect(await isSignedIn(cookiesOf(refreshed.cookies))).toBe(true);
    const { body } = await commands.signIn(name, password);
    const { refreshToken } = body;
    const program = await commands.send('POST', '/api/session/refresh', { refreshToken }, {});
    expect(program.body.refreshToken).not.toBe(refreshToken);
    expect(await isSignedIn({ authorization: `Bearer ${program.body.accessToken}` })).toBe(true);
  });

  it('ends when a refresh token is used after its successor was', async () => {
    const { name, password } = await somebody();
    const { body: first } = await commands.signIn(name, password);
    const refresh = (refreshToken: string) =>
      commands.send('POST', '/api/session/refresh', { refreshToken }, {});
    const { body: second } = await refresh(first.refreshToken);
    const { body: third } = await refresh(second.refreshToken);
    expect((await refresh(first.refreshToken)).status).toBe(401);
    expect((await refresh(third.refreshToken)).status).toBe(401);
    expect(await isSignedIn({ authorization: `Bearer ${third.accessToken}` })).toBe(false);
    expect(commands.log).toContain('was used twice: the session has ended.');
  });

  it.each([
    ['nothing', undefined, 401],
    ['an unknown token', { refreshToken: 'made up' }, 401],
    ['a token that is none', { refreshToken: 5 }, 400],
    ['something else', { token: 'x' }, 400],
    ['a list', [], 400],
  ])('does not go on by %s', async (_, payload, status) => {
    const reply = await commands.send('POST', '/api/session/refresh', payload, {});
    expect(reply.status).toBe(status);
  });

  it('ends by signing out, at once, and the cookies go', async () => {
    const { name, password } = await somebody();
    const { cookies } = await commands.send('POST', '/api/session', { name, password }, {});
    const out = await commands.send('DELETE', '/api/session', undefined, cookiesOf(cookies));
    expect(out.status).toBe(204);
    expect(out.cookies).toMatchObject([
      { name: 'energy-session', value: '' },
      { name: 'energy-refresh', value: '', path: '/api/session' },
    ]);
    expect(await isSignedIn(cookiesOf(cookies))).toBe(false);
    const { authorization } = await somebody();
    await commands.send('DELETE', '/api/session', undefined, { authorization });
    expect(await isSignedIn({ authorization })).toBe(false);
    expect((await commands.send('DELETE', '/api/session', undefined, {})).status).toBe(204);
  });

  it('ends when its user is deleted, and can’t begin again', async () => {
    const { name, password, userId, authorization } = await somebody();
    await commands.send('DELETE', `/api/users/${userId}`);
    expect(await isSignedIn({ authorization })).toBe(false);
    expect((await commands.signIn(name, password)).status).toBe(401);
  });

  it('ends when its user is given another role', async () => {
    const { name, password, userId, authorization } = await somebody();
    await commands.send('PATCH', `/api/users/${userId}`, { role: 'administrator' });
    await expect.poll(() => isSignedIn({ authorization })).toBe(false);
    const { body } = await commands.signIn(name, password);
    expect(body.user.role).toBe('administrator');
  });
});

describe('a command that a page of another site makes a browser send', () => {
  it.each([
    ['by what the browser says of it', { 'sec-fetch-site': 'cross-site' }, 403],
    ['of a sister site', { 'sec-fetch-site': 'same-site' }, 403],
    ['by its origin', { origin: 'https://evil.example' }, 403],
    ['of no origin', { origin: 'null' }, 403],
    ['for a name that points here', { host: 'evil.example' }, 421],
  ])('is refused: %s', async (_, headers, status) => {
    const { name, password } = await somebody();
    const { cookies } = await commands.send('POST', '/api/session', { name, password }, {});
    const asking = { ...cookiesOf(cookies), ...(headers as Asking) };
    expect((await commands.send('POST', '/api/devices', {}, asking)).status).toBe(status);
    const signingIn = await commands.send('POST', '/api/session', { name, password }, asking);
    expect(signingIn.status).toBe(status);
  });

  it.each([
    [{ 'sec-fetch-site': 'same-origin', origin: 'http://localhost:8080' }],
    [{ origin: 'http://localhost:8080' }],
    [{ origin: 'http://127.0.0.1:5555', host: '127.0.0.1:5555' }],
  ])('unlike one of the platform’s own pages: %j', async (headers) => {
    const { name, password } = await somebody();
    const reply = await commands.send(
      'POST',
      '/api/session',
      { name, password },
      headers as Asking,
    );
    expect(reply.status).toBe(200);
  });
});
