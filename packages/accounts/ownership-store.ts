import type { UserRole } from '@energy/domain';
import type { Position } from '@energy/event-store';
import type { HeldName, OwnershipChanges } from './ownership-changes.ts';

/** The name of the index for operators, among the projections. */
export const OWNERSHIP_INDEX = 'ownership-index';

/** The changes of consecutive events. */
export interface OwnershipBatch {
  /** The position that the first event follows; empty at the beginning. */
  readonly after: Position;
  /** The position of the last event, or of a later one that changes nothing. */
  readonly position: Position;
  readonly changes: OwnershipChanges;
}

/** The position of the index at a read. */
export interface Positioned {
  readonly position: Position | undefined;
}

/** Facts about other streams that a decision about a user needs. */
export interface UserFacts {
  /** The number of administrators without this user. */
  readonly otherAdministrators: number;
  readonly ownedDevices: number;
}

/** A row of the index. */
export type OwnershipEntry =
  | { readonly kind: 'role'; readonly id: string; readonly value: UserRole }
  | { readonly kind: 'owner'; readonly id: string; readonly value: string }
  | { readonly kind: 'name'; readonly id: string; readonly value: HeldName };

/**
 * The stored ownership index: roles of users, owners of devices and holders of names, for rules over several streams. Any
 * number of processes may fill it: a batch and the position are one transaction, and so is a read with its position.
 * All methods throw EngineUnavailable.
 */
export interface OwnershipStore {
  /** Everything up to it is in the index; `undefined` before the first batch. */
  position(): Promise<Position | undefined>;

  /**
   * Applies a batch and moves the position, unless the index is at its position or beyond it: another process was
   * faster.
   *
   * @returns the position of the index afterwards. It is before `after` if the index was cleared: nothing was applied
   */
  apply(batch: OwnershipBatch): Promise<Position | undefined>;

  factsOf(userId: string): Promise<UserFacts & Positioned>;

  /** Finds the roles of users; those who do not exist or are deleted have none. */
  rolesOf(
    userIds: readonly string[],
  ): Promise<{ readonly roles: ReadonlyMap<string, UserRole> } & Positioned>;

  /** Finds the devices that a user owns. */
  devicesOf(userId: string): Promise<{ readonly devices: readonly string[] } & Positioned>;

  /** Finds the held names that look like a name, itself included. */
  lookalikesOf(name: string): Promise<{ readonly names: readonly HeldName[] } & Positioned>;

  /** Reads the whole index, in no order. */
  entries(): AsyncIterable<OwnershipEntry>;

  count(): Promise<number>;

  /** Throws the index and the checkpoint of the policies away: it is to be built from the first event. */
  clear(): Promise<void>;

  /** The checkpoint of the policies: they have acted on everything up to it. */
  policyPosition(): Promise<Position | undefined>;

  setPolicyPosition(position: Position): Promise<void>;

  close(): Promise<void>;
}
