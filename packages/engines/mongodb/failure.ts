import {
  CREDENTIALS_REFUSED,
  describeConnectionError,
  isConnectionError,
} from '../connection-error.ts';
import { EngineUnavailable } from '../unavailable.ts';

/** The common shape of the driver's errors, recognized by name because the driver is loaded lazily. */
interface DriverError extends Error {
  readonly code?: number | string;
  readonly writeErrors?: readonly { readonly code: number }[];
  readonly errorLabelSet?: ReadonlySet<string>;
}

const TIMED_OUT = 'it did not answer in time; look at its log, its disk and its load';
const NO_PRIMARY = 'it has no primary at the moment; look at the states of its members (rs.status)';
const NO_MAJORITY =
  'a majority of its members does not confirm what is written; see to it that most of them run';
const DENIED =
  'access is denied; put a user into its URL who has the roles that the platform needs (see the handbook)';
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
  18: CREDENTIALS_REFUSED, // AuthenticationFailed
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

/** The driver's errors that say in their message what is wrong with the connection. */
const CONNECTION_ERRORS = new Set([
  'MongoNetworkError',
  'MongoServerSelectionError',
  'MongoSystemError',
  'MongoPoolClearedError',
  'PoolClearedOnNetworkError',
  'MongoPoolClosedError',
  'MongoServerClosedError',
  'MongoStalePrimaryError',
  'MongoTopologyClosedError',
  'MongoClientClosedError',
  'MongoNotConnectedError',
  'MongoExpiredSessionError',
]);

/** The labels of errors after which the driver itself would try again: the connection's, not the caller's. */
const CONNECTION_LABELS = ['RetryableWriteError', 'HandshakeError', 'ResetPool', 'RetryableError'];

/** Codes of writes that failed because another writer was first, and may be repeated as a whole. */
const CONFLICTS: readonly unknown[] = [24, 112, 246, 251, 11000];

/**
 * Translates an error of `server` ("MongoDB at HOST") to EngineUnavailable if the call may succeed later.
 * Other errors are errors of this program and stay as they are.
 */
export function mongoFailure(error: unknown, server: string): unknown {
  if (error instanceof EngineUnavailable) return error;
  const reason = reasonOf(error as DriverError);
  if (reason === undefined) return error;
  return new EngineUnavailable(`${server} can't be used: ${reason}`, { cause: error });
}

/** True if another writer was first, so that the write can be repeated. */
export function isConflict(error: unknown): boolean {
  return CONFLICTS.includes((error as DriverError | undefined)?.code);
}

function reasonOf(error: DriverError): string | undefined {
  const { name, code, writeErrors = [], errorLabelSet } = error;
  for (const each of [code, ...writeErrors.map((writeError) => writeError.code)]) {
    const reason = typeof each === 'number' ? REASON_BY_CODE[each] : undefined;
    if (reason) return reason;
  }
  if (name === 'MongoCompatibilityError') return tooOld(error.message);
  const reason = REASON_BY_NAME[name];
  if (reason) return reason;
  // Within a bulk, the driver's own errors lose their names; the server's have a code.
  const isNamelessInBulk = name === 'MongoBulkWriteError' && code === undefined;
  const isLabelled = CONNECTION_LABELS.some((label) => errorLabelSet?.has(label));
  const isServersAnswer = typeof code === 'number' && !isLabelled;
  if (isServersAnswer) return undefined;
  const isConnections = isNamelessInBulk || isLabelled || CONNECTION_ERRORS.has(name);
  return isConnections || isConnectionError(error) ? describeConnectionError(error) : undefined;
}

/** The driver refuses servers that are older than it supports, by the version of their wire protocol. */
function tooOld(message: string): string | undefined {
  const version = /maximum wire version "?(\d+)/.exec(message)?.[1];
  return version && `it is ${SERVER_BY_WIRE_VERSION[version] ?? 'older'}; ${NEEDED_VERSION}`;
}

const SERVER_BY_WIRE_VERSION: Readonly<Record<string, string>> = {
  4: 'MongoDB 3.2',
  5: 'MongoDB 3.4',
  6: 'MongoDB 3.6',
  7: 'MongoDB 4.0',
  8: 'MongoDB 4.2',
};

/** The remedy for a server that is too old. */
export const NEEDED_VERSION = 'the platform needs MongoDB 4.4 or later';
