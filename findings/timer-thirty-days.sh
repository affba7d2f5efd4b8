#!/usr/bin/env bash
# Guess: a time limit or a time to live of 30 days is as good as none for a test of a second.
# What happens: 30 days in milliseconds do not fit into the 31 bits of a Node.js timer, which then takes one millisecond. execa kills
# the command, p-timeout and opossum time out at once, memory-cache forgets the entry; lru-cache with `ttlAutopurge` keeps it, but
# wakes up again and again, hundreds of times a second for each entry. execa's message says "timed out after 2592000000 milliseconds".
# Why it matters: a large number is how people say "no limit" in a configuration, and sessions and tokens do live 30 days: the cache
# is empty whenever it is asked, or takes a whole core. node-cache and quick-lru can do it.
set -euo pipefail
for tool in node npm; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --prefix . --no-save --no-audit --no-fund --silent execa@9.6.1 lru-cache@11.5.3 memory-cache@0.2.0 node-cache@5.1.2 \
  opossum@9.0.0 p-timeout@7.0.2 quick-lru@7.3.0 || { echo 'The packages could not be installed.' >&2; exit 2; }
cat >example.mjs <<'JS'
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { LRUCache } from 'lru-cache';
import memoryCache from 'memory-cache';
import NodeCache from 'node-cache';
import CircuitBreaker from 'opossum';
import pTimeout from 'p-timeout';
import QuickLRU from 'quick-lru';

const month = 30 * 24 * 3600 * 1000;
const say = (name, found) => console.log(`${name}: ${found}`);
const outcome = (promise) => promise.then(() => 'done', (error) => error.shortMessage ?? error.message);
say('execa', await outcome(execa({ timeout: month })`sleep 0.5`));
say('p-timeout', await outcome(pTimeout(sleep(500), { milliseconds: month })));
say('opossum', await outcome(new CircuitBreaker(() => sleep(500), { timeout: month }).fire()));

const nodeCache = new NodeCache({ stdTTL: month / 1000 });
const quick = new QuickLRU({ maxSize: 10, maxAge: month });
memoryCache.put('session', 'kept', month);
nodeCache.set('session', 'kept');
quick.set('session', 'kept');
await sleep(200);
say('memory-cache', memoryCache.get('session'));
say('node-cache', nodeCache.get('session'));
say('quick-lru', quick.get('session'));

let timers = 0;
const { setTimeout } = globalThis;
globalThis.setTimeout = (...args) => {
  timers += 1;
  return setTimeout(...args);
};
const lru = new LRUCache({ max: 10, ttl: month, ttlAutopurge: true });
lru.set('session', 'kept');
await sleep(1000);
say('lru-cache', `${lru.get('session')}, ${timers > 50 ? 'more than 50 timers' : `${timers} timers`} in a second`);
process.exit();
JS
seen=$(node --no-warnings example.mjs)
echo 'execa 9.6.1, p-timeout 7.0.2, opossum 9.0.0, memory-cache 0.2.0, node-cache 5.1.2, quick-lru 7.3.0, lru-cache 11.5.3 (npm)'
echo "$seen"
[ "$seen" = 'execa: Command timed out after 2592000000 milliseconds: sleep 0.5
p-timeout: Promise timed out after 2592000000 milliseconds
opossum: Timed out after 2592000000ms
memory-cache: null
node-cache: kept
quick-lru: kept
lru-cache: kept, more than 50 timers in a second' ] || { echo 'This has changed.' >&2; exit 1; }
