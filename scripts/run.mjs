// Runs a script of the platform on the Node.js that package.json pins, after installing
// what is missing. This file is plain JavaScript for whatever Node.js (20 or newer) the
// machine has; everything that it starts runs on the pinned one.
//
//   node scripts/run.mjs FILE [ARGUMENT...]
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(
  import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname),
  '..',
);
const pinnedNode = path.join(root, 'node_modules/node/bin/node');
const stamp = path.join(root, 'node_modules/.installed-lock.json');
const lock = path.join(root, 'package-lock.json');

if (!isInstalled()) install();
run(process.argv.slice(2));

function isInstalled() {
  return (
    existsSync(pinnedNode) &&
    existsSync(stamp) &&
    readFileSync(stamp, 'utf8') === readFileSync(lock, 'utf8')
  );
}

function install() {
  console.error('Installing the dependencies named in package-lock.json …');
  const npm = process.env.npm_execpath
    ? [process.execPath, process.env.npm_execpath]
    : [process.platform === 'win32' ? 'npm.cmd' : 'npm'];
  const [command, ...args] = [...npm, 'ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) {
    console.error('The installation failed: npm ci says why above. Nothing was started.');
    process.exit(1);
  }
  writeFileSync(stamp, readFileSync(lock));
}

function run(args) {
  const bin = path.join(root, 'node_modules/.bin');
  const env = { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH ?? ''}` };
  const child = spawn(pinnedNode, args, { cwd: root, stdio: 'inherit', env });
  // A terminal's Ctrl-C reaches the child by itself; what is sent to this process alone is passed on.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
}
