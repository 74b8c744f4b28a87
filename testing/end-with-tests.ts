// Vitest runs this before each file of tests.
import { ChildProcess } from 'node:child_process';
import { forgetGroup, killAtExit } from './cleanup.ts';

/** Every function of `node:child_process` that starts a process and returns calls this method. */
interface Startable {
  spawn(options: object): number;
}

const prototype = ChildProcess.prototype as unknown as Startable & { endsWithTests?: true };

/**
 * Ends every process that a test starts, and what that starts, when the test's own process ends: after
 * the last test, a failed `beforeAll`, or a kill. A process group of its own makes them one to kill.
 */
if (!prototype.endsWithTests) {
  const { spawn } = prototype;
  prototype.endsWithTests = true;
  prototype.spawn = function (this: ChildProcess, options) {
    const error = spawn.call(this, { ...options, detached: true });
    const { pid } = this;
    if (pid === undefined) return error;
    killAtExit(pid);
    this.once('exit', () => forgetGroup(pid));
    return error;
  };
}
