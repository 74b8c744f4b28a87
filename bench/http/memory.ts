import { readFileSync } from 'node:fs';

/** The memory of a process that is in use. */
export function kilobytesOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]);
}
