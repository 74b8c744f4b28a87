// npm run -s bench -- NAME [OPTION...]: measures, prints a table and, last, one line of JSON.
const benches: Record<string, () => Promise<{ run(args: string[]): Promise<void> }>> = {
  ingest: () => import('./ingest/ingest.ts'),
  replay: () => import('./replay/replay.ts'),
  rebuild: () => import('./rebuild/rebuild.ts'),
  commands: () => import('./commands/commands.ts'),
  queries: () => import('./queries/queries.ts'),
  periods: () => import('./periods/periods.ts'),
  chat: () => import('./chat/chat.ts'),
  alerts: () => import('./alerts/alerts.ts'),
  soak: () => import('./soak/soak.ts'),
  pages: () => import('./pages/pages.ts'),
  scale: () => import('./scale/scale.ts'),
};

const [name = '', ...args] = process.argv.slice(2);
const load = benches[name];
if (load) {
  await (await load()).run(args);
} else {
  console.error(`There is no bench "${name}". There are: ${Object.keys(benches).join(', ')}.`);
  process.exitCode = 2;
}
