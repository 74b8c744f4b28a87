#!/usr/bin/env node
import { exitWhenOutputCloses } from '@energy/service/closed-output';
import { runCommandLine } from './command-line.ts';

exitWhenOutputCloses(process);
process.exitCode = await runCommandLine({
  args: process.argv.slice(2),
  environment: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
});
