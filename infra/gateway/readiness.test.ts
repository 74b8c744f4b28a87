import { createMetrics, type NotReady, serveOperations } from '@energy/service';
import { afterEach, describe, expect, it } from 'vitest';
import { findNotReady } from './readiness.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function api(notReady: NotReady): Promise<string> {
  const address = { host: '127.0.0.1', port: 0, portVariable: 'PORT' };
  const readiness = async () => notReady;
  const server = await serveOperations({ metrics: createMetrics('api'), readiness, ...address });
  closing.push(server.close);
  return server.url;
}

describe('the gateway', () => {
  it('is ready when both APIs are', async () => {
    expect(
      await findNotReady({ 'query-api': await api({}), 'command-api': await api({}) }),
    ).toEqual({});
  });

  it('says which API is away, and what one lacks that is there', async () => {
    const lacking = await api({ broker: 'It can’t be reached.' });
    const apis = { 'query-api': lacking, 'command-api': 'http://127.0.0.1:9' };
    expect(await findNotReady(apis)).toEqual({
      'query-api': expect.stringContaining('It can’t be reached.'),
      'command-api': expect.stringMatching(/./),
    });
  });
});
