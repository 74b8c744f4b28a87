import { spawn } from 'node:child_process';
import type { Writable } from 'node:stream';

/**
 * Reads what to clean up, line by line, until the pipe from this process closes: also when this process
 * was killed. Then kills the process groups that are left and removes the folders.
 */
const SCRIPT = `
groups=' '
while read -r kind value; do
  case $kind in
    started) groups="$groups$value " ;;
    exited) case "$groups" in *" $value "*) groups="\${groups%% $value *} \${groups#* $value }" ;; esac ;;
    folder) set -- "$@" "$value" ;;
  esac
done
for group in $groups; do kill -KILL "-$group"; done
while ! rm -rf -- "$@"; do :; done
`;

let pipe: Writable | undefined;
let isStarting = false;

/** Kills a process group, which a child started with `detached` leads, when this process ends. */
export function killAtExit(group: number): void {
  write(`started ${group}`);
}

/** A process group has ended by itself; its id may now belong to others. */
export function forgetGroup(group: number): void {
  write(`exited ${group}`);
}

/** Removes a folder when this process ends. */
export function removeAtExit(folder: string): void {
  write(`folder ${folder}`);
}

function write(line: string): void {
  // The cleaner itself, which must outlive the tests.
  if (isStarting) return;
  pipe ??= startCleaner();
  pipe.write(`${line}\n`);
}

/** A session of its own keeps the cleaner alive when a terminal or a supervisor kills this one. */
function startCleaner(): Writable {
  isStarting = true;
  const cleaner = spawn('/bin/sh', ['-c', SCRIPT], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  isStarting = false;
  cleaner.unref();
  const { stdin } = cleaner;
  (stdin as unknown as { unref(): void }).unref();
  return stdin;
}
