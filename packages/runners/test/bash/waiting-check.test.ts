import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { ActionProxy } from '@actionrunner/core';
import { BashRunner } from '@actionrunner/runners/bash';
import { temporaryDirectory } from '../../../../test/support/clean-up.js';
import { descendants } from '../../../../test/support/processes.js';
import { MemoryLogSink } from '../../../core/test/support/memory-log-sink.js';
import { isThere, waitFor } from '../../../core/test/support/wait-for.js';
import { QUICK_CHECK } from '../../src/bash/syntax-check.js';

const VALID = `echo '{}'\n`;

/** A runner as a server has it before the first init, with a bash that notes the PID of each check. */
class Prepared {
  readonly runner: BashRunner;
  readonly proxy: ActionProxy;
  readonly logs: MemoryLogSink = new MemoryLogSink();
  readonly #notes: string;

  constructor(variables: Record<string, string> = {}) {
    const folder = temporaryDirectory();
    this.#notes = join(folder, 'checks');
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    const noting = `#!/bin/bash\nif [[ $1 == -p ]]; then echo "$$" >>'${this.#notes}'; fi\nexec /bin/bash "$@"\n`;
    writeFileSync(join(bin, 'bash'), noting);
    chmodSync(join(bin, 'bash'), 0o755);
    const environment = { ...process.env, ...variables, PATH: `${bin}:${process.env['PATH']}` };
    this.runner = new BashRunner({ directory: join(folder, 'action'), environment });
    this.runner.prepareForInit();
    this.proxy = new ActionProxy(this.runner, { logs: this.logs });
  }

  /** PIDs of the checks. The file is empty for a moment. */
  get checks(): number[] {
    return existsSync(this.#notes) ? (readFileSync(this.#notes, 'utf8').match(/\d+(?=\n)/g) ?? []).map(Number) : [];
  }

  async init(code: string, env: Record<string, string> = {}): Promise<unknown> {
    return await this.proxy.init(Buffer.from(JSON.stringify({ value: { code, env } }))).catch((error) => error.message);
  }
}

describe('the check that is started before the first init', () => {
  test('accepts a valid script without another bash', async () => {
    const prepared = new Prepared();
    expect(await prepared.init(VALID, { __OW_ACTION_NAME: '/guest/hello' })).toBeUndefined();
    expect(prepared.checks).toHaveLength(1);
    expect(prepared.logs.stderr).not.toMatch(/warning/i);
    await prepared.proxy.stop();
  });

  test.each([
    {
      what: 'a syntax error',
      code: 'if true; then\n',
      says: /^bash failed with exit status 2: exec: line \d+: syntax error/,
    },
    { what: 'a NUL', code: `#!/bin/bash\necho '{}'\nexit 0\n\0 (\n`, says: undefined },
    { what: 'an unfinished here-document', code: `cat <<END\n{}\n`, says: undefined },
  ])('leaves $what to the whole check', async ({ code, says }) => {
    const prepared = new Prepared();
    const message = await prepared.init(code);
    expect(message).toEqual(says === undefined ? undefined : expect.stringMatching(says));
    expect(prepared.checks).toHaveLength(2);
    await prepared.proxy.stop();
  });

  test.each([
    { what: 'a variable of the init may change how bash reads', variables: {}, env: { LC_ALL: 'C' }, checks: 2 },
    { what: 'the container names a file for bash to read', variables: { BASH_ENV: '/dev/null' }, env: {}, checks: 1 },
  ])('is not asked if $what', async ({ variables, env, checks }) => {
    const prepared = new Prepared(variables);
    if (checks === 2) {
      await waitFor('the check', () => prepared.checks.length === 1);
    }
    expect(await prepared.init(VALID, env)).toBeUndefined();
    expect(prepared.checks).toHaveLength(checks);
    await prepared.proxy.stop();
  });

  test('has all its processes before it has the script', async () => {
    const script = join(temporaryDirectory(), 'script');
    execFileSync('mkfifo', [script]);
    const check = spawn('bash', ['-p', '-c', QUICK_CHECK], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
    const pid = check.pid as number;
    await waitFor('the process that parses', () => descendants(pid).length === 1);
    const before = descendants(pid);
    const channel = check.stdio[3] as Socket;
    channel.write(`${script}\0`);
    // Waits for the process that reads it.
    const pipe = await open(script, 'w');
    expect(descendants(pid)).toEqual(before);
    await pipe.writeFile(VALID);
    await pipe.close();
    expect(await text(channel)).toBe('0\n');
  });

  test('is not needed: an init succeeds though somebody killed it', async () => {
    const prepared = new Prepared();
    await waitFor('the check', () => prepared.checks.length === 1);
    process.kill(prepared.checks[0] as number, 'SIGKILL');
    expect(await prepared.init(VALID)).toBeUndefined();
    await prepared.proxy.stop();
  });

  test('leaves no process behind though somebody killed it', async () => {
    const prepared = new Prepared();
    await waitFor('the check', () => prepared.checks.length === 1);
    const [pid] = prepared.checks as [number];
    await waitFor('the process that parses', () => descendants(pid).length === 1);
    const [parser] = descendants(pid) as [number];
    process.kill(pid, 'SIGKILL');
    await waitFor('the end of the check', () => !isThere(pid));
    await prepared.proxy.stop();
    await waitFor('the end of the process that parses', () => !isThere(parser));
  });

  test.each([
    { what: 'when the runtime stops', end: ({ proxy }: Prepared) => proxy.stop() },
    { what: 'when all is aborted', end: async ({ proxy }: Prepared) => proxy.abort() },
    { what: 'with an action that is not for bash', end: (prepared: Prepared) => prepared.init('#!/bin/sh\necho {}\n') },
  ])('ends $what', async ({ end }) => {
    const prepared = new Prepared();
    await waitFor('the check', () => prepared.checks.length === 1);
    await end(prepared);
    await waitFor('the end of the check', () => !isThere(prepared.checks[0] as number));
    await prepared.proxy.stop();
  });
});
