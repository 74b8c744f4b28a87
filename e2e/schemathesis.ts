// schemathesis.ts PROGRAM: sends generated requests for every operation of the OpenAPI document, as an
// administrator and as a client, to its own platform. PROGRAM is the executable of Schemathesis.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { type Person, registerClient } from '@energy/testing/api';
import { TestPlatform } from '@energy/testing/platform';

const SECONDS_EACH = 60;
/** Operations that end the session of the requests. */
const ENDING = '^(signOut|changePassword)$';
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
  'unsupported_method',
];

const program = process.argv[2];
if (!program) throw new Error('Name the executable of schemathesis.');

const platform = TestPlatform.open();
try {
  const env = { SIGN_INS_PER_NAME: '1000000', SIGN_INS_PER_ADDRESS: '1000000' };
  const { administrator } = await platform.startBehindGateway(env);
  // The client is first: an administrator's requests may delete users, and revoke the administrator's own role.
  const client = await registerClient(administrator, 'Ada');
  const ofClient = await run('client', client);
  process.exitCode = Math.max(ofClient, await run('administrator', administrator));
} finally {
  await platform.close();
}

async function run(who: string, { api }: Person): Promise<number> {
  console.log(`\n${who}`);
  const child = spawn(
    path.resolve(program!),
    [
      'run',
      `${api.url}/openapi.json`,
      '--header',
      `Authorization: ${api.authorization}`,
      '--checks',
      CHECKS.join(','),
      '--exclude-operation-id-regex',
      ENDING,
      '--exclude-path',
      '/api/live',
      '--phases',
      'examples,coverage,fuzzing',
      '--max-time',
      String(SECONDS_EACH),
      '--seed',
      '1',
      // Generated prices seldom meet every condition, which is no fault of the API.
      '--suppress-health-check',
      'filter_too_much',
      '--generation-database',
      'none',
    ],
    { stdio: 'inherit', cwd: platform.folder }, // Schemathesis writes files here.
  );
  const [code] = await once(child, 'exit');
  return code ?? 1;
}
