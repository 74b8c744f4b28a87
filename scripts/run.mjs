// Runs a script of the platform on the Node.js that package.json pins, after installing
// what is missing. This file is plain JavaScript for any Node.js from 20 on;
// everything that it starts runs on the pinned one.
//
//   node scripts/run.mjs FILE [ARGUMENT...]
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(
  import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname),
  '..',
);
const pinnedNode = path.join(root, 'node_modules/node/bin/node');
// npm writes it at the end of an installation.
const installed = path.join(root, 'node_modules/.package-lock.json');
const lock = path.join(root, 'package-lock.json');

if (!isInstalled()) install();
run(process.argv.slice(2));

/** Compares what npm has installed with the lock file; packages for other platforms are left out. */
function isInstalled() {
  if (!existsSync(pinnedNode) || !existsSync(installed)) return false;
  const actual = JSON.parse(readFileSync(installed, 'utf8')).packages;
  const wanted = JSON.parse(readFileSync(lock, 'utf8')).packages;
  return Object.entries(wanted)
    .filter(([folder]) => folder.includes('node_modules/'))
    .every(([folder, { version, link, optional, devOptional }]) => {
      const found = actual[folder];
      if (!found) return optional || devOptional;
      return found.version === version && found.link === link;
    });
}

function install() {
  console.error('Installing the dependencies named in package-lock.json …');
  const [command, ...script] = process.env.npm_execpath
    ? [process.execPath, process.env.npm_execpath]
    : [process.platform === 'win32' ? 'npm.cmd' : 'npm'];
  const args = [...script, 'ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) {
    console.error('The installation failed: npm ci says why above. Nothing was started.');
    process.exit(1);
  }
}

function run(args) {
  const bin = path.join(root, 'node_modules/.bin');
  // With compiled modules, a process of the platform starts in half the CPU time.
  const compiled = path.join(root, 'node_modules/.cache/compiled');
  const env = {
    NODE_COMPILE_CACHE: compiled,
    ...process.env,
    PATH: `${bin}${path.delimiter}${process.env.PATH ?? ''}`,
  };
  const child = spawn(pinnedNode, args, { cwd: root, stdio: 'inherit', env });
  // A terminal's Ctrl-C reaches the child by itself; other signals are forwarded.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
}
