// An EventStoreDB stand-in as a process of its own: node main.ts [PORT]. SIGHUP restarts it; SIGUSR2 makes it
// lose its newest records first, as an older backup does.
import { startEventStoreDbStandIn } from './stand-in.ts';

const LOST_RECORDS = 6;

const standIn = await startEventStoreDbStandIn({ port: Number(process.argv[2] ?? 2113) });
console.log(standIn.url);
process.on('SIGHUP', () => standIn.restart());
process.on('SIGUSR2', () => {
  standIn.log.loseEnd(LOST_RECORDS);
  standIn.restart();
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => process.exit());
}
