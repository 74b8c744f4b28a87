import { Commands } from '../../command-api/testing/commands.ts';
import { Queries } from '../../query-api/testing/queries.ts';
import { mergeOpenApi } from '../gateway/openapi.ts';

/** The platform's OpenAPI document as the gateway serves it, without any server. */
export async function platformDocument() {
  const [queries, commands] = await Promise.all([Queries.start(), Commands.start()]);
  try {
    const { body: reads } = await queries.get('/api/openapi.json');
    const { body: writes } = await commands.send('GET', '/api/openapi.json');
    return mergeOpenApi(reads, writes);
  } finally {
    await Promise.all([queries.stop(), commands.stop()]);
  }
}
