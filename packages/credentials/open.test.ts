import { describe, expect, it } from 'vitest';
import { openCredentialStore, openTokenVerification } from './open.ts';

describe('opening a credential store', () => {
  it('takes the adapter that the scheme names', async () => {
    const store = openCredentialStore('sqlite::memory:');
    expect(await store.findPassword('nobody')).toBeUndefined();
    await store.close();
  });

  it('refuses other schemes, and keeps the secrets of their URLs', () => {
    for (const open of [openCredentialStore, openTokenVerification]) {
      expect(() => open('redis://me:secret@host')).toThrow(
        'must start with sqlite: or mongodb: or mongodb+srv:, but is "redis://***@host"',
      );
    }
  });
});
