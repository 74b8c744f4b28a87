import { EngineUnavailable } from '../unavailable.ts';

/** What the driver's errors have in common. They are told apart by name: the driver is loaded late. */
interface DriverError extends Error {
  readonly code?: number | string;
  readonly writeErrors?: readonly { readonly code: number }[];
  readonly syscall?: string;
}

const TIMED_OUT = 'it did not answer in time; look at its log, its disk and its load';
const NO_PRIMARY = 'it has no primary at the moment; look at the states of its members (rs.status)';
const NO_MAJORITY =
  'a majority of its members does not confirm what is written; see to it that most of them run';
const DENIED =
  'access is denied; check the user and password in its URL, and what this user may do';
const STOPPING = 'it is stopping; start it again';
const BUSY = 'others were writing the same at the same time';

/** The driver's own errors that pass. */
const REASON_BY_NAME: Readonly<Record<string, string>> = {
  MongoNetworkTimeoutError: TIMED_OUT,
  MongoWaitQueueTimeoutError: TIMED_OUT,
  MongoWriteConcernError: NO_MAJORITY,
};

/** The server's errors that pass, by code. */
const REASON_BY_CODE: Readonly<Record<number, string>> = {
  6: NO_PRIMARY, // HostUnreachable
  7: NO_PRIMARY, // HostNotFound
  13: DENIED, // Unauthorized
  18: DENIED, // AuthenticationFailed
  24: BUSY, // LockTimeout
  50: TIMED_OUT, // MaxTimeMSExpired
  64: NO_MAJORITY, // WriteConcernTimeout
  79: NO_MAJORITY, // UnknownReplWriteConcern
  89: TIMED_OUT, // NetworkTimeout
  91: STOPPING, // ShutdownInProgress
  100: NO_MAJORITY, // UnsatisfiableWriteConcern
  112: BUSY, // WriteConflict
  133: NO_PRIMARY, // FailedToSatisfyReadPreference
  134: NO_MAJORITY, // ReadConcernMajorityNotAvailableYet
  189: NO_PRIMARY, // PrimarySteppedDown
  246: BUSY, // SnapshotUnavailable
  251: NO_PRIMARY, // NoSuchTransaction: it went with the primary that had it
  262: TIMED_OUT, // ExceededTimeLimit
  365: NO_PRIMARY, // TemporarilyUnavailable
  9001: NO_PRIMARY, // SocketException
  10058: NO_PRIMARY, // LegacyNotPrimary
  10107: NO_PRIMARY, // NotWritablePrimary
  11600: STOPPING, // InterruptedAtShutdown
  11602: NO_PRIMARY, // InterruptedDueToReplStateChange
  13435: NO_PRIMARY, // NotPrimaryNoSecondaryOk
  13436: NO_PRIMARY, // NotPrimaryOrSecondary
  14031: 'its disk is full; make room on it', // OutOfDiskSpace
};

/** The driver's own errors that say in their message what is wrong. */
const SAYS_ITSELF = new Set([
  'MongoNetworkError',
  'MongoServerSelectionError',
  'MongoPoolClearedError',
  'PoolClearedOnNetworkError',
  'MongoPoolClosedError',
  'MongoServerClosedError',
  'MongoStalePrimaryError',
  'MongoTopologyClosedError',
  'MongoClientClosedError',
  'MongoNotConnectedError',
]);

/** What makes a write that may be repeated as a whole fail because somebody else wrote first. */
const CONFLICTS: readonly unknown[] = [24, 112, 246, 251, 11000];

/**
 * What went wrong at `server` ("MongoDB at HOST"): EngineUnavailable for what may succeed later.
 * Anything else is an error of this program and stays as it is.
 */
export function mongoFailure(error: unknown, server: string): unknown {
  if (error instanceof EngineUnavailable) return error;
  const reason = reasonOf(error as DriverError);
  if (reason === undefined) return error;
  return new EngineUnavailable(`${server} can't be used: ${reason}`, { cause: error });
}

/** Somebody else was faster: what was not done for it can be done again. */
export function isConflict(error: unknown): boolean {
  return CONFLICTS.includes((error as DriverError | undefined)?.code);
}

function reasonOf(error: DriverError): string | undefined {
  const { name, code, message, writeErrors = [], syscall } = error;
  const codes = [code, ...writeErrors.map((each) => each.code)];
  for (const each of codes) {
    const reason = typeof each === 'number' ? REASON_BY_CODE[each] : undefined;
    if (reason) return reason;
  }
  // Names that can't be resolved, and certificates that can't be read.
  const isSystemError = syscall !== undefined;
  // Within a bulk, what is not the server's has lost its name; the server's has a code.
  const isNamelessInBulk = name === 'MongoBulkWriteError' && code === undefined;
  if (isSystemError || isNamelessInBulk || SAYS_ITSELF.has(name)) {
    return `${message.replace(/\.$/, '')}; check that it runs and can be reached`;
  }
  return REASON_BY_NAME[name];
}
