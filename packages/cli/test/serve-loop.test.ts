import { readdirSync, readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { repetitions } from '../../../test/support/repetitions.js';
import { setUpCommandSandbox } from '../../core/test/support/command-sandbox.js';
import { loopProgram } from '../../core/test/support/loop-program.js';
import { eventually, run } from './support/command.js';
import { placed, serve, socketOf } from './support/served.js';
import { describeWith } from './support/tools.js';

const EXAMPLES = join(__dirname, '../../../examples/actions');
const ACTIVATIONS = repetitions(2_000, 10_000);
/** Activations after which memory has settled. */
const WARM_UP = repetitions(1_000, 2_000);
/** The process of the action ends after each of so many. */
const ENDS_EACH = ACTIVATIONS / 20;
const GROWTH_MB = 30;

describe('serve loop', () => {
  const sandbox = setUpCommandSandbox();

  const start = async (code: string) => {
    const served = await serve(sandbox, ['loop', ...placed(sandbox)]);
    expect(await served.post('/init', { value: { code } })).toEqual({ status: 200, body: { ok: true } });
    return served;
  };

  const onLinux = process.platform === 'linux' ? test : test.skip;

  onLinux(
    `keeps memory, descriptors and processes where they are over ${ACTIVATIONS} activations, even when processes end`,
    async () => {
      const runtime = await start(
        loopProgram(
          'const { n } = message.value;',
          "out('out ' + n);",
          "err('err ' + n);",
          'answer({ n });',
          `if (n % ${ENDS_EACH} === 0) process.exit(0);`,
        ),
      );
      const pid = runtime.child.pid as number;
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      try {
        let before: Usage | undefined;
        for (let n = 1; n <= ACTIVATIONS; n++) {
          const answer = await post(agent, socketOf(sandbox), { value: { n }, activation_id: String(n) });
          if (answer !== `200 {"n":${n}}`) {
            // A comparison of each would take most of the time.
            expect(answer).toBe(`200 {"n":${n}}`);
          }
          if (n % ENDS_EACH === 0) {
            await eventually('the end of the process', () => childrenOf(pid).length === 0);
          }
          if (n === WARM_UP + 1) {
            before = usage(pid);
          }
        }
        await post(agent, socketOf(sandbox), { value: { n: ACTIVATIONS + 1 } });
        // Those of a process that has ended are closed a moment later, here as when they were counted before.
        const limit = before?.descriptors ?? 0;
        await eventually('no more descriptors than before', () => usage(pid).descriptors <= limit);
        const after = usage(pid);
        expect(after.children).toBe(1);
        expect(after.memory - (before?.memory ?? 0)).toBeLessThan(GROWTH_MB);
      } finally {
        agent.destroy();
      }
    },
  );

  test('leaves no process behind when it is ended', async () => {
    const runtime = await start(loopProgram('answer({ pid: process.pid });'));
    const { body } = await runtime.post('/run', { value: {} });
    const { pid } = body as { pid: number };
    expect((await runtime.stop()).code).toBe(0);
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  test('is one of the runners of invoke', async () => {
    sandbox.write('action', loopProgram("out('log');", 'answer(message.value);'), 0o755);
    expect(await run(sandbox, ['invoke', 'action', '--runner', 'loop', '-p', 'a', '1'])).toMatchObject({
      code: 0,
      stdout: '{\n    "a": 1\n}\n',
      stderr: 'log\n',
    });
  });

  describeWith('jq', 'sudo apt-get install jq')('runs the loop script', () => {
    const messages = [{ name: 'James' }, { name: 'Mary' }];

    test.each([
      // Its path for jq is wrong, so it finds no name.
      ['of openwhisk-runtime-go, unchanged', 'loop-upstream.sh', () => ({ hello: 'null' })],
      ['that does it right', 'loop.sh', (name: string) => ({ message: `Hello, ${name}!` })],
    ])('%s', async (_, file, expected) => {
      const runtime = await start(readFileSync(join(EXAMPLES, file), 'utf8'));
      for (const value of messages) {
        expect(await runtime.post('/run', { value })).toEqual({ status: 200, body: expected(value.name) });
      }
    });
  });
});

interface Usage {
  readonly descriptors: number;
  /** Child processes, ended but unreaped ones included. */
  readonly children: number;
  /** In MB. */
  readonly memory: number;
}

function usage(pid: number): Usage {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return {
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
    children: childrenOf(pid).length,
    memory: Number(/^VmRSS:\s*(\d+) kB/m.exec(status)?.[1]) / 1024,
  };
}

function childrenOf(pid: number): string[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && parentOf(name) === pid);
}

function parentOf(pid: string): number {
  try {
    // The name, in parentheses, may hold anything.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '');
    return Number(fields.split(' ')[1]);
  } catch {
    return 0;
  }
}

function post(agent: Agent, socketPath: string, message: unknown): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ agent, socketPath, method: 'POST', path: '/run' }, (response) => {
      buffer(response).then((bytes) => resolve(`${response.statusCode} ${bytes}`), reject);
    });
    outgoing.once('error', reject);
    outgoing.end(JSON.stringify(message));
  });
}
