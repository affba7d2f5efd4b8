// Long because most of it is the table of the settings.
import { chmodSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { SERVE_OPTIONS } from '@actionrunner/http/serve';
import { buildZip } from '../../../../test/support/zip-builder.js';
import { type CommandSandbox, setUpCommandSandbox } from '../../../core/test/support/command-sandbox.js';
import { testAsRoot } from '../../../http/test/support/as-root.js';
import { eventually, run, runHere } from '../support/command.js';
import { placed, type Served, serve, socketOf } from '../support/served.js';

type Setting = keyof typeof SERVE_OPTIONS;

/** A flag that says one thing and the variable that says another, and what shows that the flag holds. */
interface Row {
  readonly flag: readonly string[];
  readonly variable: string;
  readonly runner?: string;
  readonly shows: (served: Served, sandbox: CommandSandbox) => Promise<void>;
}

const script = (...lines: string[]) => ({ value: { code: ['#!/bin/sh', ...lines, ''].join('\n') } });
const RUN = { value: {} };

/** Starts an activation that runs until the file `go` is there. */
async function startRun(served: Served, sandbox: CommandSandbox) {
  await served.post('/init', script(': > runs', 'until [ -e go ]; do sleep 0.02; done', 'echo {}'));
  const run = served.post('/run', RUN);
  await eventually('it runs', () => readdirSync(join(sandbox.folder, 'action')).includes('runs'));
  return { run };
}

/** Where a time limit is short: on a busy machine an init may take all of it. */
const initialize = (served: Served, body: object) =>
  eventually('an init in time', async () => (await served.post('/init', body)).status === 200);

/** Settings whose flag and precedence are tested where the place of serve is. */
const ELSEWHERE: readonly Setting[] = ['port', 'host', 'socket', 'user'];

const ARCHIVE = {
  value: {
    code: buildZip([
      { name: 'exec', data: '#!/bin/sh\necho {}' },
      { name: 'more', data: 'x'.repeat(1000) },
    ]).toString('base64'),
    binary: true,
  },
};

const refusesArchive = (reason: string) => async (served: Served) => {
  const error = `The archive is not accepted: ${reason}.`;
  expect(await served.post('/init', ARCHIVE)).toEqual({ status: 502, body: { error } });
};

/** Sends bytes that are no whole request. */
async function answerTo(sandbox: CommandSandbox, bytes: string): Promise<string> {
  const socket = connect(socketOf(sandbox));
  socket.write(bytes);
  return await text(socket);
}

const ROWS: Readonly<Record<Exclude<Setting, 'port' | 'host' | 'socket' | 'user'>, Row>> = {
  health: {
    flag: ['--no-health'],
    variable: '1',
    shows: async (served) => expect(await served.get('/health')).toMatchObject({ status: 404 }),
  },
  platform: {
    flag: ['--platform', 'knative'],
    variable: 'openwhisk',
    shows: async (served) => {
      expect(await served.post('/', { init: script('echo {}').value })).toMatchObject({ status: 200 });
      expect(await served.post('/run', RUN)).toMatchObject({ status: 404 });
    },
  },
  httpMethods: {
    flag: ['--http-methods', 'GET', '--platform', 'knative'],
    variable: 'POST',
    shows: async (served) => expect(await served.post('/', RUN)).toMatchObject({ status: 405 }),
  },
  allowReinit: {
    flag: ['--allow-reinit'],
    variable: '0',
    shows: async (served) => {
      await served.post('/init', script('echo {}'));
      expect(await served.post('/init', script('echo {}'))).toMatchObject({ status: 200 });
    },
  },
  onFailure: {
    flag: ['--on-failure', 'keep'],
    variable: 'discard',
    shows: async (served) => {
      await served.post('/init', script('echo 5'));
      expect(await served.post('/run', RUN)).toMatchObject({ status: 200, body: { error: expect.any(String) } });
    },
  },
  concurrency: {
    flag: ['--concurrency', '2'],
    variable: '1',
    shows: async (served) => {
      // Each of the two waits for the other.
      await served.post(
        '/init',
        script(': > met.$$', 'until [ "$(ls met.* | wc -l)" = 2 ]; do sleep 0.02; done', 'echo {}'),
      );
      const both = await Promise.all([served.post('/run', RUN), served.post('/run', RUN)]);
      expect(both).toMatchObject([{ status: 200 }, { status: 200 }]);
    },
  },
  maxQueue: {
    flag: ['--max-queue', '0'],
    variable: '5',
    shows: async (served, sandbox) => {
      const { run: first } = await startRun(served, sandbox);
      expect(await served.post('/run', RUN)).toMatchObject({ status: 429 });
      sandbox.write('action/go', '');
      expect(await first).toMatchObject({ status: 200 });
    },
  },
  drainTimeoutMs: {
    flag: ['--drain-timeout', '0'],
    variable: '60000',
    shows: async (served, sandbox) => {
      const { run: first } = await startRun(served, sandbox);
      const second = served.post('/run', RUN);
      await served.post('/unknown', RUN);
      const stopped = served.stop();
      expect(await second).toMatchObject({ status: 502, body: { error: 'The runtime is shutting down.' } });
      sandbox.write('action/go', '');
      expect(await first).toMatchObject({ status: 200 });
      expect(await stopped).toMatchObject({ code: 0 });
    },
  },
  timeoutMs: {
    flag: ['--timeout', '1500'],
    variable: '30000',
    shows: async (served) => {
      await initialize(served, script('sleep 60'));
      const error = 'The action exceeded its time limits of 1500 milliseconds.';
      expect(await served.post('/run', RUN)).toEqual({ status: 502, body: { error } });
    },
  },
  reserveMs: {
    flag: ['--deadline-reserve', '4000', '--timeout', '5500', '--on-failure', 'keep'],
    variable: '0',
    shows: async (served) => {
      // Without a reserve there is no SIGTERM before SIGKILL.
      await initialize(served, script('trap "echo last words; exit" TERM', 'sleep 60 & wait'));
      // On a busy machine SIGTERM may come before the trap.
      await eventually('the last words', async () => {
        expect(await served.post('/run', RUN)).toMatchObject({ body: { error: expect.any(String) } });
        return served.output.stdout.includes('last words\n');
      });
    },
  },
  maxBodyBytes: {
    flag: ['--max-body-bytes', '100'],
    variable: '1000',
    shows: async (served) => {
      expect(await served.post('/run', { value: { a: 'x'.repeat(100) } })).toMatchObject({ status: 413 });
    },
  },
  maxResultBytes: {
    flag: ['--max-result-bytes', '10'],
    variable: '1000',
    shows: async (served) => {
      await served.post('/init', script(`echo '{"a":"0123456789"}'`));
      const error = 'The result of the action is longer than 10 bytes.';
      expect(await served.post('/run', RUN)).toEqual({ status: 502, body: { error } });
    },
  },
  maxLogBytes: {
    flag: ['--max-log-bytes', '10'],
    variable: '1000',
    shows: async (served) => {
      await served.post('/init', script('echo 0123456789 beyond', 'echo {}'));
      expect(await served.post('/run', RUN)).toMatchObject({ status: 200 });
      await eventually('the frame', () => served.output.stdout.includes('XXX_THE_END'));
      expect(served.output.stdout).not.toContain('beyond');
    },
  },
  maxArchiveBytes: {
    flag: ['--max-archive-bytes', '500'],
    variable: '100000',
    shows: refusesArchive('it unpacks to more than the 500 bytes allowed'),
  },
  maxArchiveEntries: {
    flag: ['--max-archive-entries', '1'],
    variable: '100',
    shows: refusesArchive('it has 2 entries; at most 1 are allowed'),
  },
  headersTimeoutMs: {
    flag: ['--headers-timeout', '200'],
    variable: '60000',
    shows: async (_, sandbox) => {
      expect(await answerTo(sandbox, 'POST /run HTTP/1.1\r\nHo')).toMatch(/^HTTP\/1\.1 408 /);
    },
  },
  requestTimeoutMs: {
    flag: ['--request-timeout', '200'],
    variable: '60000',
    shows: async (_, sandbox) => {
      const head = 'POST /run HTTP/1.1\r\nHost: action\r\nContent-Length: 100\r\n\r\n';
      expect(await answerTo(sandbox, `${head}{`)).toMatch(/^HTTP\/1\.1 408 /);
    },
  },
  logFormat: {
    flag: ['--log-format', 'json'],
    variable: 'text',
    shows: async (served) => {
      await served.post('/init', script('echo a line', 'echo {}'));
      await served.post('/run', { ...RUN, activation_id: 'one' });
      await eventually('the frame', () => served.output.stdout.includes('XXX_THE_END'));
      const [line = ''] = served.output.stdout.split('\n');
      expect(JSON.parse(line)).toMatchObject({ activationId: 'one', stream: 'stdout', message: 'a line' });
    },
  },
  explain: {
    flag: ['--explain'],
    variable: 'no',
    shows: async (served) => {
      await served.post('/init', script('echo 5'));
      await served.post('/run', RUN);
      await eventually('the reason', () =>
        served.output.stderr.includes('it is a number, neither an object nor an array'),
      );
    },
  },
  leftovers: {
    flag: ['--leftovers', 'leave'],
    variable: 'kill',
    shows: async (served) => {
      // Until then it has the name of the script.
      const until = 'until [ "$(cat "/proc/$!/comm")" = sleep ]; do :; done';
      await served.post('/init', script('sleep 600 >/dev/null 2>&1 &', until, 'echo "[$!]"'));
      const { body } = await served.post('/run', RUN);
      const [pid] = body as [number];
      expect(process.kill(pid, 0)).toBe(true);
      process.kill(pid, 'SIGKILL');
      const report = `The action left a process behind: ${pid} (sleep)`;
      await eventually('the report', () => served.output.stderr.includes(report));
    },
  },
};

describe('serve', () => {
  const sandbox = setUpCommandSandbox();
  let served: Served | undefined;
  afterEach(async () => {
    served?.child.kill('SIGTERM');
    served?.child.kill('SIGTERM');
    await served?.ended;
    served = undefined;
  });

  it('--help has a paragraph for each setting with its flag, text, default and variables', async () => {
    const { stdout } = await runHere(sandbox, ['serve', '--help']);
    const help = stdout.replaceAll(/\s+/g, ' ');
    for (const { flags, help: explanation, default: value, environment } of Object.values(SERVE_OPTIONS)) {
      const silent = value === undefined || typeof value === 'boolean';
      const notes = [...(silent ? [] : [`default: ${value}`]), `env: ${environment.join(', ')}`];
      expect(help).toContain(`${flags} ${explanation} (${notes.join(', ')})`);
    }
  });

  it('each setting has its flag tested', () => {
    expect([...Object.keys(ROWS), ...ELSEWHERE].sort()).toEqual(Object.keys(SERVE_OPTIONS).sort());
  });

  it.each(Object.entries(ROWS))('%s: the flag holds, whatever the variable says', async (name, row) => {
    const [variable = ''] = SERVE_OPTIONS[name as Setting].environment;
    const env = { [variable]: row.variable };
    served = await serve(sandbox, ['native', ...placed(sandbox), ...row.flag], undefined, { env });
    await row.shows(served, sandbox);
  });

  testAsRoot('--user')('user: the flag holds, whatever the variable says', async () => {
    const env = { ACTIONRUNNER_USER: '23456:23456' };
    served = await serve(sandbox, ['native', ...placed(sandbox), '--user', '12345:12346'], undefined, { env });
    await served.post('/init', script('echo "[$(id -u),$(id -g)]"'));
    expect(await served.post('/run', RUN)).toEqual({ status: 200, body: [12_345, 12_346] });
  });

  it.each([
    ['--on-failure', 'drop', 'discard or keep'],
    ['--concurrency', '0', 'an integer from 1 to '],
    ['--max-queue', '-1', 'an integer from 0 to '],
    ['--timeout', '1s', 'an integer from 1 to 2147483647'],
    ['--timeout', '2147483648', 'an integer from 1 to 2147483647'],
    ['--deadline-reserve', '1.5', 'an integer from 0 to '],
    ['--max-result-bytes', '64MB', 'an integer from 1 to '],
    ['--max-log-bytes', '0', 'an integer from 1 to '],
    ['--max-archive-bytes', '1e9', 'an integer from 1 to '],
    ['--max-archive-entries', 'many', 'an integer from 1 to '],
    ['--headers-timeout', '0', 'an integer from 1 to '],
    ['--request-timeout', '', 'an integer from 1 to '],
    ['--log-format', 'JSON', 'text or json'],
    ['--leftovers', 'keep', 'kill or leave'],
    ['--user', 'nobody', 'two numbers, such as 1000:1000'],
    ['--user', '1000', 'two numbers, such as 1000:1000'],
  ])('refuses %s %j, and says what is accepted', async (flag, value, accepted) => {
    const { code, stdout, stderr } = await runHere(sandbox, ['serve', 'native', ...placed(sandbox), flag, value]);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(/^actionrunner: [^\n]*\n$/);
    expect(stderr).toContain(`The option ${flag.slice(2)} must be ${accepted}`);
    expect(stderr).toContain(`not ${JSON.stringify(value)}.`);
    expect(readdirSync(sandbox.folder)).toEqual([]);
  });

  it.each([
    ['ACTIONRUNNER_TIMEOUT', 'soon'],
    ['ACTIONRUNNER_HEALTH', 'maybe'],
    ['ACTIONRUNNER_USER', 'root'],
  ])('refuses %s=%s', async (name, value) => {
    const ended = await runHere(sandbox, ['serve', 'native', ...placed(sandbox)], { env: { [name]: value } });
    expect(ended).toMatchObject({ code: 3, stdout: '' });
    expect(ended.stderr).toMatch(new RegExp(`^actionrunner: ${name} cannot be used: The option [a-z-]+ must be .*\n$`));
    expect(ended.stderr).toContain(`not ${JSON.stringify(value)}.`);
  });

  testAsRoot('--user without the right to it')('refuses --user where it is not root', async () => {
    chmodSync(sandbox.folder, 0o777);
    const ended = await run(sandbox, ['serve', 'native', ...placed(sandbox), '--user', '1:1'], { uid: 12_345 });
    expect(ended).toMatchObject({ code: 3, stdout: '' });
    expect(ended.stderr).toMatch(
      /^actionrunner: The option user is 1:1, but this runtime is not allowed to .* start it as root\.\n$/,
    );
  });
});
