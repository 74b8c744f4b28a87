import { describe, expect, it } from 'vitest';
import { pageAt } from './page-at.ts';
import { routes } from './routes.ts';

const loaderOf = (name: string) => routes.find((route) => route.name === name)!.component;
const somebody = { isSignedIn: true };
const nobody = { isSignedIn: false };

describe('the page that is loaded while the application is on its way', () => {
  it.each([
    ['/devices', 'devices'],
    ['/devices/5c2494a3', 'device-day'],
    ['/devices/5c2494a3/2026-11-22', 'device-day'],
    ['/console/devices', 'console-devices'],
    ['/console/chat', 'inbox'],
    ['/nowhere/to/be/found', 'not-found'],
  ])('is, at %s, that of the router: %s', (path, name) => {
    expect(pageAt(path, somebody)).toMatchObject({ load: loaderOf(name), bare: false });
  });

  it('is the sign-in wherever somebody has to sign in', () => {
    const signIn = { load: loaderOf('sign-in'), bare: true, asks: [] };
    for (const path of ['/', '/sign-in', '/devices/5c2494a3']) {
      expect(pageAt(path, nobody)).toEqual(signIn);
    }
    expect(pageAt('/nowhere', nobody)).toMatchObject({ load: loaderOf('not-found'), bare: true });
  });

  it('says what it will ask the platform for', () => {
    expect(pageAt('/devices/5c2494a3/2026-11-22', somebody)?.asks).toEqual([
      '/api/devices/5c2494a3',
      '/api/devices/5c2494a3/consumption?day=2026-11-22',
      '/api/devices/5c2494a3/consumption/days?from=2026-11-08&to=2026-12-05',
    ]);
    for (const path of ['/devices/5c2494a3', '/devices/5c2494a3/2026-02-30']) {
      expect(pageAt(path, somebody)?.asks).toEqual(['/api/devices/5c2494a3']);
    }
    expect(pageAt('/devices', somebody)?.asks).toEqual([]);
  });

  it('is not known where the role decides', () => {
    expect(pageAt('/', somebody)).toBeUndefined();
    expect(pageAt('/sign-in', somebody)).toBeUndefined();
  });
});
