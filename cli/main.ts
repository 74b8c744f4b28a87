#!/usr/bin/env node
import { exitWhenOutputCloses } from '@energy/service';
import { runCommandLine } from './command-line.ts';

exitWhenOutputCloses(process);
process.exitCode = await runCommandLine(process.argv.slice(2), process.env, process);
