// An EventStoreDB stand-in as a process of its own: node main.ts [PORT]; SIGHUP restarts it.
import { startEventStoreDbStandIn } from './stand-in.ts';

const standIn = await startEventStoreDbStandIn({ port: Number(process.argv[2] ?? 2113) });
console.log(standIn.url);
process.on('SIGHUP', () => standIn.restart());
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => process.exit());
}
