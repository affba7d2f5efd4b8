import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { temporaryDirectory } from '../../../../test/support/clean-up.js';
import { Command } from '../support/command.js';
import { type Answer, Connection, request } from '../support/connection.js';
import { script } from '../support/entry.js';

const CLIENTS = 12;
const BEFORE_MS = 500;

/** What became of the requests of all clients. */
interface Ledger {
  /** Those that got a result. */
  readonly done: string[];
  /** Those that were refused, with their status. */
  readonly refused: Map<string, number>;
  /** Those that were sent, and got no answer. */
  readonly lost: string[];
}

/** Sends one request after the other until it is refused, or nobody listens; over one connection as long as the server keeps it. */
async function keepSending(url: string, client: number, path: string, { done, refused, lost }: Ledger): Promise<void> {
  let connection: Connection | undefined;
  for (let n = 0; ; n += 1) {
    const id = `${client}-${n}`;
    connection ??= await Connection.open(url).catch(() => undefined);
    if (!connection) {
      return;
    }
    connection.send(path, { body: { value: { id } } });
    const answer: Answer | undefined = await connection.answer().catch(() => undefined);
    if (answer?.status !== 200) {
      answer ? refused.set(id, answer.status) : lost.push(id);
      connection.close();
      return;
    }
    expect(answer.json).toMatchObject({ id });
    done.push(id);
    if (answer.headers['connection'] === 'close') {
      connection.close();
      connection = undefined;
    }
  }
}

test.each([
  ['openwhisk', '/run', '1', '700'],
  ['openwhisk', '/run', '3', '700'],
  ['knative', '/', '3', '700'],
] as const)(
  'SIGTERM under load (%s, %s, %s at once, drain timeout %s): nothing is lost or run twice',
  async (...row) => {
    const [platform, path, concurrency, timeout] = row;
    const directory = temporaryDirectory();
    const command = await Command.serve('native', {
      ACTIONRUNNER_CONCURRENCY: concurrency,
      ACTIONRUNNER_PLATFORM: platform,
      ACTIONRUNNER_DRAIN_TIMEOUT: timeout,
    });
    const log = join(directory, 'started');
    const code = script(`echo "$1" >> '${log}'`, 'sleep 0.02', 'echo "$1"');
    const [initPath, init] = platform === 'knative' ? ['/', { init: { code } }] : ['/init', { value: { code } }];
    expect((await request(command.url, initPath, { body: init })).status).toBe(200);
    const ledger: Ledger = { done: [], refused: new Map(), lost: [] };
    const clients = Array.from({ length: CLIENTS }, (_, client) => keepSending(command.url, client, path, ledger));

    await sleep(BEFORE_MS);
    command.kill('SIGTERM');
    await Promise.all(clients);

    expect(await command.exited).toEqual({ code: 0, signal: null });
    expect(ledger.lost).toEqual([]);
    const started = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [];
    const ids = started.map((line) => (JSON.parse(line) as { id: string }).id).sort();
    expect(ids).toEqual([...ledger.done].sort());
    const statuses = [...ledger.refused.values()];
    const moved = statuses.filter((status) => status === 503).length;
    expect(statuses.every((status) => status === 502 || status === 503)).toBe(true);
    // OpenWhisk sends no more than one elsewhere.
    expect(moved).toBeLessThanOrEqual(platform === 'knative' ? CLIENTS : 1);
  },
);
