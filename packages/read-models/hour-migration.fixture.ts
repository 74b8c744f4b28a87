// Migrates the hours of the read models at a URL, and prints a line after every step: a test kills it.
import { openReadModels } from './open.ts';

const models = openReadModels(process.argv[2]!);
const { promise: stopped } = Promise.withResolvers<never>();
const progress = () => process.stdout.write('migrated some\n');
await models.consumption.migrate(progress, new AbortController().signal);
await stopped;
