import { describe, expect, it } from 'vitest';
import { pageAt } from './page-at.ts';
import { routes } from './routes.ts';

const loaderOf = (name: string) => routes.find((route) => route.name === name)!.component;
const signedIn = { isSignedIn: true };
const signedOut = { isSignedIn: false };

describe('the page to preload', () => {
  it.each([
    ['/devices', 'devices'],
    ['/devices/5c2494a3', 'device-day'],
    ['/devices/5c2494a3/2026-11-22', 'device-day'],
    ['/console/devices', 'console-devices'],
    ['/console/chat', 'inbox'],
    ['/nowhere/to/be/found', 'not-found'],
  ])('at %s is the router’s page %s', (path, name) => {
    expect(pageAt(path, signedIn)).toMatchObject({ load: loaderOf(name), bare: false });
  });

  it('is the sign-in for visitors who must sign in', () => {
    const signIn = { load: loaderOf('sign-in'), bare: true, asks: [] };
    for (const path of ['/', '/sign-in', '/devices/5c2494a3']) {
      expect(pageAt(path, signedOut)).toEqual(signIn);
    }
    expect(pageAt('/nowhere', signedOut)).toMatchObject({
      load: loaderOf('not-found'),
      bare: true,
    });
  });

  it('lists its first API requests', () => {
    expect(pageAt('/devices/5c2494a3/2026-11-22', signedIn)?.asks).toEqual([
      '/api/devices/5c2494a3',
      '/api/devices/5c2494a3/consumption?day=2026-11-22',
      '/api/devices/5c2494a3/consumption/days?from=2026-11-08&to=2026-12-05',
    ]);
    for (const path of ['/devices/5c2494a3', '/devices/5c2494a3/2026-02-30']) {
      expect(pageAt(path, signedIn)?.asks).toEqual(['/api/devices/5c2494a3']);
    }
    expect(pageAt('/devices', signedIn)?.asks).toEqual([]);
  });

  it('is unknown where it depends on the role', () => {
    expect(pageAt('/', signedIn)).toBeUndefined();
    expect(pageAt('/sign-in', signedIn)).toBeUndefined();
  });
});
