// One of several processes that fill an ownership index: ownership-filler.fixture.ts FOLDER. It says when the index has
// caught up, and may be killed at any moment.
import { openEventStore } from '@energy/event-store';
import { openOwnershipStore } from './open-ownership-store.ts';
import { OwnershipIndex } from './ownership-index.ts';

const [folder] = process.argv.slice(2);
const log = { info() {}, warn() {} };
const eventStore = openEventStore(`sqlite:${folder}/events.db`, log);
const store = openOwnershipStore(`sqlite:${folder}/credentials.db`);
const index = new OwnershipIndex({ eventStore, store, log });
const controller = new AbortController();
const running = index.run(controller.signal).catch(() => undefined);
process.stdout.write('begun\n');
await index.built(controller.signal);
process.stdout.write('built\n');
controller.abort();
await running;
await Promise.all([eventStore.close(), store.close()]);
