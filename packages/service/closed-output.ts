/**
 * Ends the process, silently and with exit code 0, when the reader of its output has gone, as in
 * `energy devices list | head -1`. Without it, Node.js reports EPIPE as an unhandled error.
 */
export function exitWhenOutputCloses({ stdout, stderr, exit }: NodeJS.Process): void {
  for (const stream of [stdout, stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      exit(0);
    });
  }
}
