import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ActionProxy } from '@actionrunner/core';
import { BashRunner } from '@actionrunner/runners/bash';
import { temporaryDirectory } from '../../../../test/support/clean-up.js';
import { MemoryLogSink } from '../../../core/test/support/memory-log-sink.js';
import { isThere, waitFor } from '../../../core/test/support/wait-for.js';

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

  test('is not needed: an init succeeds though somebody killed it', async () => {
    const prepared = new Prepared();
    await waitFor('the check', () => prepared.checks.length === 1);
    process.kill(prepared.checks[0] as number, 'SIGKILL');
    expect(await prepared.init(VALID)).toBeUndefined();
    await prepared.proxy.stop();
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
