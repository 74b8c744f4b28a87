import {
  Accounts,
  BudgetCommands,
  DeviceCommands,
  OwnershipIndex,
  type OwnershipStore,
  Passwords,
  ReadingCommands,
  type ReadingRecord,
} from '@energy/accounts';
import { Authentication, type CredentialStore, type PasswordHasher } from '@energy/credentials';
import type { EngineLog } from '@energy/engines';
import type { EventStore } from '@energy/event-store';
import { AccountChanges } from './users/account-changes.ts';

export interface ServicesOptions {
  readonly eventStore: EventStore;
  readonly credentials: CredentialStore;
  readonly ownershipStore: OwnershipStore;
  readonly hasher: PasswordHasher;
  /** Reads whether a device has recorded readings. */
  readonly hasReadings: (deviceId: string) => Promise<boolean>;
  /** Reads the last counted register of a device at or before an instant, in µWh. */
  readonly registerBefore: (deviceId: string, at: number) => Promise<number | undefined>;
  /** What is recorded of devices. */
  readonly readingRecord: ReadingRecord;
  readonly log: EngineLog;
  /** Lifetime of a one-time password; 72 hours by default. */
  readonly oneTimePasswordLifetimeMs?: number;
  /** Current time, in milliseconds since 1970. */
  readonly now?: () => number;
}

/** Services that the routes and the background work of command-api share. */
export interface Services {
  readonly eventStore: EventStore;
  readonly credentials: CredentialStore;
  /** Must run until the process stops. */
  readonly ownershipIndex: OwnershipIndex;
  readonly accounts: Accounts;
  readonly changes: AccountChanges;
  readonly devices: DeviceCommands;
  readonly readings: ReadingCommands;
  readonly budgets: BudgetCommands;
  readonly authentication: Authentication;
  readonly passwords: Passwords;
  readonly now: () => number;
}

/** Builds each service once, over the event store and the credential store. */
export function createServices(options: ServicesOptions): Services {
  const { eventStore, credentials, ownershipStore, hasher, log, now = Date.now } = options;
  const { hasReadings, registerBefore, readingRecord, oneTimePasswordLifetimeMs } = options;
  const ownershipIndex = new OwnershipIndex({ eventStore, store: ownershipStore, log });
  const accounts = new Accounts(eventStore, {
    now,
    findLookalikes: (name) => ownershipIndex.namesLike(name),
  });
  const authentication = new Authentication(credentials, hasher, {
    now,
    ...(oneTimePasswordLifetimeMs !== undefined && { oneTimePasswordLifetimeMs }),
  });
  return {
    eventStore,
    credentials,
    ownershipIndex,
    accounts,
    changes: new AccountChanges({ eventStore, accounts, ownershipIndex }),
    devices: new DeviceCommands({ eventStore, hasReadings, registerBefore, now }),
    readings: new ReadingCommands(eventStore, readingRecord, now),
    budgets: new BudgetCommands({
      eventStore,
      devicesOf: async (clientId) =>
        ownershipIndex.devicesOf(clientId, (await eventStore.head()) ?? ''),
      now,
    }),
    authentication,
    passwords: new Passwords({ eventStore, credentials, authentication, log }),
    now,
  };
}
