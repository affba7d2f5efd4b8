#!/usr/bin/env bash
# Guess: a program for Node.js that stops its children as usual, SIGTERM first and SIGKILL after a while, does so in Deno as well.
# What happens: of one ChildProcess, Deno sends the first signal only. Each later kill() sends nothing and returns false: the child
# that ignores SIGTERM runs on, one that was stopped by SIGSTOP is never continued. And `signalCode` is the signal that was asked
# for, though the child ended by itself with status 4. Node.js and Bun send both, and so does Deno.Command.
# Why it matters: the second step is for the child that does not obey the first. Its supervisor counts it as killed by SIGTERM
# while it runs, or waits for it without an end. `process.kill(child.pid, 'SIGKILL')` works.
set -euo pipefail
for tool in npm timeout; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent deno@2.9.6 bun@1.4.4 node@26.10.0 >npm.log 2>&1 ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
cat >stop.mjs <<'JS'
import { spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
for (const [first, second] of [['SIGTERM', 'SIGKILL'], ['SIGWINCH', 'SIGKILL']]) {
  const child = spawn('sh', ['-c', 'trap "" TERM; echo ready; sleep 2; exit 4'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = new Promise((resolve) => child.on('exit', (...how) => resolve(how)));
  await new Promise((resolve) => child.stdout.once('data', resolve));
  const start = Date.now();
  const answers = [child.kill(first)];
  await wait(200);
  answers.push(child.kill(second));
  const how = await ended;
  console.log(`${first} ${answers[0]}, ${second} ${answers[1]}: ${JSON.stringify(how)}, ${Date.now() - start > 1200 ? 'when it wanted' : 'at once'}`);
}
JS
cat >stop.ts <<'TS'
const child = new Deno.Command('sh', { args: ['-c', 'trap "" TERM; echo ready; sleep 2; exit 4'], stdout: 'piped' }).spawn();
await child.stdout.getReader().read();
child.kill('SIGTERM');
await new Promise((resolve) => setTimeout(resolve, 200));
child.kill('SIGKILL');
console.log(`SIGTERM, SIGKILL: ${JSON.stringify((await child.status).signal)}`);
TS
bin=node_modules/.bin
export DENO_DIR="$dir/deno" DENO_NO_UPDATE_CHECK=1
show() { # the name, then the command
  local name=$1
  shift
  timeout 60 "$@" 2>&1 | sed "s/^/$name: /"
}
seen=$(
  show Node.js "$bin/node" stop.mjs
  show Bun "$bin/bun" stop.mjs
  show Deno "$bin/deno" run --quiet --allow-all stop.mjs
  show Deno.Command "$bin/deno" run --quiet --allow-all stop.ts
)
echo "Node.js $("$bin/node" --version), Bun $("$bin/bun" --version), $("$bin/deno" --version | head -n 1) (npm)"
echo "$seen"
[ "$seen" = 'Node.js: SIGTERM true, SIGKILL true: [null,"SIGKILL"], at once
Node.js: SIGWINCH true, SIGKILL true: [null,"SIGKILL"], at once
Bun: SIGTERM true, SIGKILL true: [null,"SIGKILL"], at once
Bun: SIGWINCH true, SIGKILL true: [null,"SIGKILL"], at once
Deno: SIGTERM true, SIGKILL false: [null,"SIGTERM"], when it wanted
Deno: SIGWINCH true, SIGKILL false: [null,"SIGWINCH"], when it wanted
Deno.Command: SIGTERM, SIGKILL: "SIGKILL"' ] || { echo 'This has changed.' >&2; exit 1; }
