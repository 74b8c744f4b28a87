// npm start: one of each service, with logs for people, until Ctrl-C. Builds the pages before, if need be.
import { buildPages } from './pages.ts';
import { startPlatform } from './platform.ts';

await buildPages(console.log).catch((error: Error) => {
  console.error(`${error.message}\nNothing was started.`);
  process.exit(1);
});
const platform = startPlatform({
  env: { LOG_FORMAT: 'pretty', ...process.env },
  stdio: ['ignore', 'inherit', 'inherit'],
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, platform.stop);
process.exitCode = await platform.ended;
