import { describe, expect, it } from 'vitest';
import { type Audience, admit, type Visitor } from './admission.ts';

const client: Visitor = { role: 'client', mustChangePassword: false };
const administrator: Visitor = { role: 'administrator', mustChangePassword: false };
const newcomer: Visitor = { role: 'client', mustChangePassword: true };

const page = (path: string, audience?: Audience, query: Record<string, string> = {}) => ({
  path,
  fullPath: path,
  meta: audience ? { for: audience } : {},
  query,
});

describe('a page', () => {
  it('is open to everybody who is signed in, unless its route names an audience', () => {
    expect(admit(client, page('/devices/1'))).toBe(true);
    expect(admit(administrator, page('/devices/1'))).toBe(true);
  });

  it('redirects visitors who are not signed in to the sign-in, with the requested path', () => {
    expect(admit(undefined, page('/devices/1'))).toEqual({
      path: '/sign-in',
      query: { next: '/devices/1' },
    });
    expect(admit(undefined, page('/'))).toEqual({ path: '/sign-in' });
    expect(admit(undefined, page('/sign-in', 'nobody-yet'))).toBe(true);
  });

  it('of another role redirects to the visitor’s start page', () => {
    expect(admit(client, page('/console', 'administrator'))).toEqual({ path: '/devices' });
    expect(admit(administrator, page('/devices', 'client'))).toEqual({ path: '/console' });
  });

  it('follows the sign-in at the requested path', () => {
    const signIn = (next: string) => page('/sign-in', 'nobody-yet', { next });
    expect(admit(client, signIn('/devices/1'))).toBe('/devices/1');
    expect(admit(client, signIn('/console/users?search=ada'))).toBe('/console/users?search=ada');
    expect(admit(client, page('/sign-in', 'nobody-yet'))).toBe('/devices');
  });

  it.each(['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)'])(
    'never redirects to %s',
    (next) => {
      const signIn = page('/sign-in', 'nobody-yet', { next });
      expect(admit(client, signIn)).toBe('/devices');
    },
  );

  it('is closed until a one-time password is changed', () => {
    expect(admit(newcomer, page('/devices/1'))).toEqual({
      path: '/password',
      query: { next: '/devices/1' },
    });
    expect(admit(newcomer, page('/password'))).toBe(true);
    expect(admit(newcomer, page('/sign-in', 'nobody-yet'))).toEqual({ path: '/password' });
  });
});
