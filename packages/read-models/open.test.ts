import { EngineUnavailable } from '@energy/engines';
import { describe, expect, it } from 'vitest';
import { openReadModels } from './open.ts';

describe('opening read models', () => {
  it('takes the adapter that the scheme names', async () => {
    const embedded = openReadModels('sqlite::memory:');
    expect(await embedded.position()).toBeUndefined();
    await embedded.close();
  });

  it('needs no MongoDB that is there', async () => {
    const away = openReadModels('mongodb://ann:secret@127.0.0.1:1/?serverSelectionTimeoutMS=50');
    await expect(away.position()).rejects.toThrow(EngineUnavailable);
    await expect(away.position()).rejects.toThrow("MongoDB at 127.0.0.1:1 can't be used");
    await away.close();
  });

  it('refuses other schemes and broken URLs, and keeps their secrets', () => {
    expect(() => openReadModels('redis://me:secret@host')).toThrow(
      'must start with sqlite: or mongodb: or mongodb+srv:, but is "redis://***@host"',
    );
    expect(() => openReadModels('mongodb://me:sec/ret@host')).toThrow(TypeError);
    expect(() => openReadModels('mongodb://me:sec/ret@host')).not.toThrow(/sec/);
  });
});
