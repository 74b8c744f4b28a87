import { readFileSync, readlinkSync } from 'node:fs';

const IDENTITY = /^(?<pid>\d+) (?<startTime>\S+) (?<bootId>\S+) (?<namespace>\S+)$/;
const UNKNOWN = '-';

/**
 * This process, as other processes of the machine can recognise it: process id, start time, boot and
 * process id namespace. Where there is no `/proc`, it is the process id alone.
 */
export function processIdentity(): string {
  const startTime = readStat(process.pid)?.startTime ?? UNKNOWN;
  return `${process.pid} ${startTime} ${bootId()} ${pidNamespace()}`;
}

/**
 * True if a process has certainly ended: killed, a zombie, from before a reboot, or its id belongs to
 * another process now. False where that can't be seen from here: the lease decides then.
 */
export function hasEnded(identity: string): boolean {
  const { pid, startTime, ...place } = IDENTITY.exec(identity)?.groups ?? {};
  if (!pid) return false;
  if (place.bootId !== bootId()) return true;
  if (place.namespace !== pidNamespace()) return false;
  const stat = readStat(Number(pid));
  if (!stat) return !isSignalable(Number(pid));
  return stat.isDead || (startTime !== UNKNOWN && stat.startTime !== startTime);
}

interface ProcessStat {
  /** In clock ticks since the machine started. */
  readonly startTime: string;
  /** A zombie: it has ended, and its parent has not asked for its exit code. */
  readonly isDead: boolean;
}

/** From `/proc/PID/stat`; the command's name, in parentheses, may itself hold spaces and parentheses. */
function readStat(pid: number): ProcessStat | undefined {
  const text = read(`/proc/${pid}/stat`);
  if (text === undefined) return undefined;
  const [state, ...fields] = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { startTime: fields[18] ?? UNKNOWN, isDead: state === 'Z' || state === 'X' };
}

function isSignalable(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

let bootIdOfMachine: string | undefined;

function bootId(): string {
  bootIdOfMachine ??= read('/proc/sys/kernel/random/boot_id')?.trim() || UNKNOWN;
  return bootIdOfMachine;
}

let ownNamespace: string | undefined;

/** Process ids of different containers can't be compared. */
function pidNamespace(): string {
  ownNamespace ??= readNamespace();
  return ownNamespace;
}

function readNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return UNKNOWN;
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
