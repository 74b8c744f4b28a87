import { describe, expect, it } from 'vitest';
import {
  expectCredentialsApart,
  LIVE_FEED_URL,
  liveFeedVariable,
  readConfiguration,
  StartupError,
} from './index.ts';

const together = (READ_MODEL_URL: string, CREDENTIALS_URL: string) => () =>
  expectCredentialsApart({ READ_MODEL_URL, CREDENTIALS_URL });

describe('the credentials', () => {
  it.each([
    ['sqlite:data/read-models.db', 'sqlite:data/credentials.db'],
    ['mongodb://one/energy', 'mongodb://one/energy_credentials'],
    ['mongodb://one/energy', 'mongodb://two/energy'],
    // Each adapter has a database of its own where none is named.
    ['mongodb://one', 'mongodb://one'],
    ['mongodb://one/?tls=true', 'mongodb://one/?tls=true'],
    ['sqlite:data/energy', 'mongodb://one/energy'],
  ])('are apart in %s and %s', (readModels, credentials) => {
    expect(together(readModels, credentials)).not.toThrow();
  });

  it.each([
    ['sqlite:data/energy.db', 'sqlite:./data/energy.db'],
    ['mongodb://one/energy', 'mongodb://one/energy'],
    ['mongodb://ann:secret@One,two/energy?tls=true', 'mongodb://bea:secret@two,one/energy'],
  ])('are not apart in %s and %s, and nothing starts so', (readModels, credentials) => {
    expect(together(readModels, credentials)).toThrow(StartupError);
    expect(together(readModels, credentials)).toThrow(
      'READ_MODEL_URL and CREDENTIALS_URL name the same database',
    );
    expect(together(readModels, credentials)).not.toThrow(/secret/);
  });
});

describe('the live feed', () => {
  const variableIn = (environment: Record<string, string>) =>
    liveFeedVariable(readConfiguration({ LIVE_FEED_URL }, environment));

  it('uses the broker of the measurements by default', () => {
    expect(variableIn({})).toBe('BROKER_URL');
    expect(variableIn({ LIVE_FEED_URL: '' })).toBe('BROKER_URL');
  });

  it('uses its own broker where one is named', () => {
    expect(variableIn({ LIVE_FEED_URL: 'amqp://feed' })).toBe('LIVE_FEED_URL');
    expect(() => variableIn({ LIVE_FEED_URL: 'kafka://feed' })).toThrow('LIVE_FEED_URL is');
  });
});
