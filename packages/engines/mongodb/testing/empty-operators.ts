import { type CommandStartedEvent, MongoClient } from 'mongodb';
import { afterEach, expect } from 'vitest';

type Update = Readonly<Record<string, unknown>>;

/**
 * Fails each test in which a client whose URL has `monitorCommands=true` sent an update with an
 * operator that has no fields, such as `{ $setOnInsert: {} }`.
 */
export function expectNoEmptyOperators(): void {
  const found: string[] = [];
  const emit = MongoClient.prototype.emit;
  // Clients emit each command themselves: a listener would need every client that any test makes.
  MongoClient.prototype.emit = function (this: MongoClient, name, ...args) {
    if (name === 'commandStarted') found.push(...emptyOperatorsOf(args[0] as CommandStartedEvent));
    return Reflect.apply(emit, this, [name, ...args]);
  } as typeof emit;
  afterEach(() => expect(found.splice(0)).toEqual([]));
}

/** The empty operators of a command's updates, each with the command's name. */
export function emptyOperatorsOf({
  commandName,
  command,
}: Pick<CommandStartedEvent, 'commandName' | 'command'>): string[] {
  const statements = (command.updates ?? []) as readonly { readonly u: unknown }[];
  const updates = [...statements.map(({ u }) => u), command.update, ...(command.ops ?? [])];
  return updates.flatMap((update) => operatorsIn(update)).map((name) => `${commandName}: ${name}`);
}

function operatorsIn(update: unknown): string[] {
  if (Array.isArray(update)) return update.flatMap(operatorsIn);
  if (typeof update !== 'object' || update === null) return [];
  return Object.entries(update as Update)
    .filter(([name, fields]) => name.startsWith('$') && isEmpty(fields))
    .map(([name]) => name);
}

function isEmpty(fields: unknown): boolean {
  return typeof fields === 'object' && fields !== null && Object.keys(fields).length === 0;
}
