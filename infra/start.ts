// npm start: one of each service, with logs for people, until Ctrl-C.
import { startPlatform } from './platform.ts';

const platform = startPlatform({
  env: { LOG_FORMAT: 'pretty', ...process.env },
  stdio: ['ignore', 'inherit', 'inherit'],
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, platform.stop);
process.exitCode = await platform.ended;
