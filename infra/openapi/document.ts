import { embeddedEnvironment, RunningProcess, temporaryFolder } from '@energy/testing';
import { serviceUrl } from '@energy/testing/platform';
import { mergeOpenApi } from '../gateway/openapi.ts';

/** The platform's OpenAPI document as the gateway serves it. */
export async function platformDocument() {
  const env = embeddedEnvironment(temporaryFolder('openapi'));
  const apis = ['query-api/main.ts', 'command-api/main.ts'].map((script) =>
    RunningProcess.start(script, { env }),
  );
  try {
    const [reads, writes] = await Promise.all(apis.map(loadDocument));
    return mergeOpenApi(reads, writes);
  } finally {
    await Promise.all(apis.map((api) => api.stop()));
  }
}

async function loadDocument(api: RunningProcess): Promise<unknown> {
  return (await fetch(`${await serviceUrl(api)}/api/openapi.json`)).json();
}
