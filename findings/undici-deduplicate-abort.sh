#!/usr/bin/env bash
# Guess: with undici's `deduplicate`, which sends identical requests of one moment once, a caller that gives up leaves
# the others alone: they still get the answer.
# What happens: if it is the one whose request came first, all of them fail with an AbortError, although they have no
# signal, or one of their own. If a later one gives up, the others get their answer.
# Why it matters: one user who closes a page, or one caller with a short time limit, ends the requests of everybody who
# asked for the same thing, and their handlers see an abort that nobody asked for, which code tends to swallow.
set -euo pipefail
for tool in node npm; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent undici@8.13.1 node@26.10.0 ||
  { echo 'The packages could not be installed.' >&2; exit 2; }

cat >run.mjs <<'JS'
import { createServer } from 'node:http';
import { once } from 'node:events';
import { Agent, interceptors, request } from 'undici';
let requests = 0;
let answer;
const server = createServer((_, response) => {
  requests++;
  answer = () => response.end('answer');
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const dispatcher = new Agent().compose(interceptors.deduplicate());
const get = async (signal) => {
  try {
    const { body } = await request(`http://127.0.0.1:${server.address().port}/`, { dispatcher, signal });
    return await body.text();
  } catch (error) {
    return error.name;
  }
};
for (const [title, which] of [['nobody', -1], ['the first', 0], ['the second', 1]]) {
  requests = 0;
  const controllers = [0, 1, 2].map(() => new AbortController());
  const answers = Promise.all(controllers.map(({ signal }) => get(signal)));
  while (requests === 0) await new Promise((done) => setTimeout(done, 10));
  controllers[which]?.abort();
  answer();
  console.log(`${title} gives up: ${(await answers).join(', ')} (${requests} request)`);
}
process.exit();
JS
seen=$(node_modules/.bin/node run.mjs)
echo "undici 8.13.1, Node.js $(node_modules/.bin/node --version)"
echo "$seen"
[ "$seen" = 'nobody gives up: answer, answer, answer (1 request)
the first gives up: AbortError, AbortError, AbortError (1 request)
the second gives up: answer, AbortError, answer (1 request)' ] || { echo 'This has changed.' >&2; exit 1; }
