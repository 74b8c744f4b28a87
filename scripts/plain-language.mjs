// Counts words for which the field has a term (docs/glossary.md) in code, docs and texts. Fails where
// there are more than LIMIT. Lower it with every change that removes some.
//
//   node scripts/plain-language.mjs [--list]
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const LIMIT = 28;
const WORDS =
  /\b(told|tells?|whoever|whom|anew|kept|standing|goes on|heard|hears?|patience|sentenceOf|untold|stands|meanwhile)\b/gi;
const LEFT_OUT = [
  'package-lock.json',
  'proto/generated',
  'proto/released.binpb',
  'scripts/plain-language.mjs',
  'docs/glossary.md',
];

const root = new URL('..', import.meta.url);
const files = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' })
  .split('\0')
  .filter((file) => /\.(ts|vue|mjs|cjs|js|json|md|ya?ml|sh|proto)$|Dockerfile$|^\.ci\//.test(file))
  .filter((file) => !LEFT_OUT.some((start) => file.startsWith(start)));

const found = files.flatMap((file) =>
  readFileSync(new URL(file, root), 'utf8')
    .split('\n')
    .flatMap((line, index) =>
      Array.from(line.matchAll(WORDS), ([word]) => `${file}:${index + 1}: ${word}`),
    ),
);
if (process.argv.includes('--list')) console.log(found.join('\n'));
console.log(`${found.length} words that have a better one; ${LIMIT} at most.`);
if (found.length > LIMIT) {
  console.error('Use the terms of docs/glossary.md; `--list` shows the words and their places.');
  process.exitCode = 1;
}
