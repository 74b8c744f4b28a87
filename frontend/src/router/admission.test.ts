import { describe, expect, it } from 'vitest';
import { type Audience, type Visitor, visitorMayGo } from './admission.ts';

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
  it('is for whoever is signed in, where nothing else is said', () => {
    expect(visitorMayGo(client, page('/devices/1'))).toBe(true);
    expect(visitorMayGo(administrator, page('/devices/1'))).toBe(true);
  });

  it('leads those who are not signed in to the sign-in, and remembers where they wanted to go', () => {
    expect(visitorMayGo(undefined, page('/devices/1'))).toEqual({
      path: '/sign-in',
      query: { next: '/devices/1' },
    });
    expect(visitorMayGo(undefined, page('/'))).toEqual({ path: '/sign-in' });
    expect(visitorMayGo(undefined, page('/sign-in', 'nobody-yet'))).toBe(true);
  });

  it('of the other role leads to the first page of one’s own', () => {
    expect(visitorMayGo(client, page('/console', 'administrator'))).toEqual({ path: '/devices' });
    expect(visitorMayGo(administrator, page('/devices', 'client'))).toEqual({ path: '/console' });
  });

  it('leads on from the sign-in to where one wanted to go', () => {
    const signIn = (next: string) => page('/sign-in', 'nobody-yet', { next });
    expect(visitorMayGo(client, signIn('/devices/1'))).toBe('/devices/1');
    expect(visitorMayGo(client, signIn('/console/users?search=ada'))).toBe(
      '/console/users?search=ada',
    );
    expect(visitorMayGo(client, page('/sign-in', 'nobody-yet'))).toBe('/devices');
  });

  it.each(['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)'])(
    'leads nobody to %s',
    (next) => {
      const signIn = page('/sign-in', 'nobody-yet', { next });
      expect(visitorMayGo(client, signIn)).toBe('/devices');
    },
  );

  it('is closed to those who have to change their password first', () => {
    expect(visitorMayGo(newcomer, page('/devices/1'))).toEqual({
      path: '/password',
      query: { next: '/devices/1' },
    });
    expect(visitorMayGo(newcomer, page('/password'))).toBe(true);
    expect(visitorMayGo(newcomer, page('/sign-in', 'nobody-yet'))).toEqual({ path: '/password' });
  });
});
