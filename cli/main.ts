#!/usr/bin/env node
import { exitWhenOutputCloses } from '@energy/service/closed-output';
import { runCommandLine } from './command-line.ts';

exitWhenOutputCloses(process);
const exitCode = await runCommandLine({
  args: process.argv.slice(2),
  environment: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
});
// Otherwise Node.js 26 can wait in a busy loop for a request whose connection was cut off.
process.exit(exitCode);
