// Long because most of it is texts that a report shows, one case after the other.
import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ConformanceCase, defineCase } from '../case/case.js';
import type { CaseContext } from '../case/case-context.js';
import type { RequestOptions, Runtime } from '../case/runtime.js';
import type { Answer } from '../client/answer.js';
import type { SampleName } from '../manifest/sample-names.js';
import type { Exit } from '../target/target.js';
import { expectNoDelay } from './support/expect-no-delay.js';
import { SOURCES } from './support/sources.js';

const { document, defect } = SOURCES;
const KUBERNETES = 'Kubernetes, Pod Lifecycle: a container gets SIGTERM and has its grace period to end';
const OWN = 'ActionRunner, docs/reference/protocol.md, Shutdown and health';
const NO_DRAIN = `${defect}: none drains on SIGTERM; what runs is lost`;

const OK = { ok: true };

/** How long a runtime in which nothing runs has to exit. */
const EXIT_LIMIT_MS = 6_000;
/** How long an activation runs in which a signal arrives, and when that is. */
const SOON: Timing = { ms: 900, signalMs: 300 };
/** The same on a busy machine. */
const LATER: Timing = { ms: 8_000, signalMs: 4_000 };
/** How long an activation runs that a second signal ends, and how long the exit is waited for: less. */
const STOPPED_MS = 20_000;
const STOP_LIMIT_MS = 12_000;
/** What the exit may take on any machine where nothing should delay it. */
const ALLOWED_EXIT_MS = 1_500;

async function waitForExit(t: CaseContext, runtime: Runtime, limitMs = EXIT_LIMIT_MS): Promise<Exit> {
  const aborter = new AbortController();
  const late = sleep(limitMs, undefined, { signal: aborter.signal }).then(
    () => undefined,
    () => undefined,
  );
  const exit = await Promise.race([runtime.exited, late]);
  aborter.abort();
  return exit ?? t.fail(`the runtime still runs ${limitMs} ms after the signal`, 'an exit', 'none');
}

/** Waits until a runtime exits that has got its last signal. @returns the milliseconds */
async function measureExit(t: CaseContext, runtime: Runtime, limitMs?: number): Promise<number> {
  const started = performance.now();
  await waitForExit(t, runtime, limitMs);
  return performance.now() - started;
}

/** How long a runtime takes to exit that nothing keeps. */
async function measureIdleExit(t: CaseContext, sample: SampleName): Promise<number> {
  const runtime = await t.startWith(sample);
  await runtime.kill('SIGTERM');
  return await measureExit(t, runtime);
}

interface Timing {
  readonly ms: number;
  readonly signalMs: number;
}

/** A runtime that has got a signal while an activation runs. */
interface Draining {
  readonly runtime: Runtime;
  readonly running: Promise<Answer>;
}

async function startRunning(t: CaseContext, { ms, signalMs }: Timing): Promise<Draining> {
  const runtime = await t.startWith('sleep');
  await runtime.logs({ frames: 0 });
  const running = runtime.run({ ms }, {}, { actionMs: ms });
  running.catch(() => undefined); // whoever waits for it sees it
  await sleep(signalMs);
  await runtime.kill('SIGTERM');
  return { runtime, running };
}

/** Asks a runtime that gets a signal. Without an answer the signal may have come too early, or the request too late: once more with more time. */
async function askDraining(ask: (timing: Timing) => Promise<Answer>): Promise<Answer> {
  try {
    return await ask(SOON);
  } catch {
    return await ask(LATER);
  }
}

/** Sends a run while the activation that was running at the signal is finished. */
async function runLate(t: CaseContext, options: RequestOptions = {}): Promise<Answer> {
  return await askDraining(async (timing) => {
    const { runtime } = await startRunning(t, timing);
    return await runtime.run({ ms: 1 }, {}, { ...options, actionMs: timing.ms });
  });
}

/** What happens when the runtime is stopped by a signal. */
export const SHUTDOWN_CASES: readonly ConformanceCase[] = [
  defineCase(
    {
      id: 'shutdown/sigterm',
      title: 'on SIGTERM a runtime in which nothing runs exits',
      severity: 'required',
      source: KUBERNETES,
      remedy: 'Handle SIGTERM. The first process of a container ignores it unless it handles it.',
      needs: ['echo'],
      requires: ['signals'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      await runtime.kill('SIGTERM');
      await waitForExit(t, runtime);
    },
  ),
  defineCase(
    {
      id: 'shutdown/sigint',
      title: 'on SIGINT a runtime in which nothing runs exits',
      severity: 'recommended',
      source: 'docker run sends SIGINT when its user types Ctrl-C',
      remedy: 'Handle SIGINT like SIGTERM.',
      needs: ['echo'],
      requires: ['signals'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      await runtime.kill('SIGINT');
      await waitForExit(t, runtime);
    },
  ),
  defineCase(
    {
      id: 'shutdown/exit-status',
      title: 'after SIGTERM the exit status is 0',
      severity: 'informative',
      source: OWN,
      remedy: 'Exit with status 0 after an orderly shutdown, so that it is not reported as a crash.',
      needs: ['echo'],
      requires: ['signals'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      await runtime.kill('SIGTERM');
      t.expect(await waitForExit(t, runtime), 'how the runtime exits').toBe({ code: 0, signal: null });
    },
  ),
  defineCase(
    {
      id: 'shutdown/silent',
      title: 'a shutdown while nothing runs writes nothing to the logs',
      severity: 'informative',
      source: `${document}: the logs are those of activations`,
      remedy: 'Write nothing about an orderly shutdown.',
      needs: ['echo'],
      requires: ['signals', 'logs'],
    },
    async (t) => {
      const runtime = await t.startWith('echo');
      await runtime.logs({ frames: 0 });
      await runtime.kill('SIGTERM');
      await waitForExit(t, runtime);
      const { stdout, stderr } = await runtime.logs({ frames: 0 });
      t.expect({ stdout, stderr }, 'the logs of the shutdown').toBe({ stdout: '', stderr: '' });
    },
  ),
  defineCase(
    {
      id: 'shutdown/finishes-running',
      title: 'an activation that is running when SIGTERM arrives is finished and answered',
      severity: 'recommended',
      source: NO_DRAIN,
      remedy: 'On SIGTERM, wait for the activations that run, then exit.',
      needs: ['sleep'],
      requires: ['signals'],
    },
    async (t) => {
      const answer = await askDraining(async (timing) => {
        const { running } = await startRunning(t, timing);
        return await running;
      });
      t.expectAnswer(answer, { status: 200, json: OK }, 'POST /run');
    },
  ),
  defineCase(
    {
      id: 'shutdown/exits-after-running',
      title: 'after the last activation that was running when SIGTERM arrived, the runtime exits',
      severity: 'recommended',
      source: KUBERNETES,
      remedy: 'Remember the signal, and exit when nothing runs any more.',
      needs: ['sleep'],
      requires: ['signals'],
    },
    async (t) => {
      const { runtime, running } = await startRunning(t, SOON);
      await running.catch(() => undefined);
      await waitForExit(t, runtime);
    },
  ),
  defineCase(
    {
      id: 'shutdown/frames-running',
      title: 'an activation that is finished during a shutdown has its frame',
      severity: 'recommended',
      source: `${document}: Logging`,
      remedy: 'Keep the log streams open until the last activation is answered.',
      needs: ['sleep'],
      requires: ['signals', 'logs'],
    },
    async (t) => {
      const { runtime, running } = await startRunning(t, SOON);
      const answer = await running.catch(() => undefined);
      if (answer === undefined) t.skip('the activation is not finished');
      const { frames } = await runtime.logs();
      t.expect(frames, 'the sentinels').toBe({ stdout: 1, stderr: 1 });
    },
  ),
  defineCase(
    {
      id: 'shutdown/answers-waiting',
      title: 'a request that waits when SIGTERM arrives is answered, with whatever status',
      severity: 'recommended',
      source: NO_DRAIN,
      remedy: 'Run what waits, or refuse it with 502 or 503; do not close its connection.',
      needs: ['sleep'],
      requires: ['signals'],
    },
    async (t) => {
      const waiting = await askDraining(async ({ ms, signalMs }) => {
        const runtime = await t.startWith('sleep');
        const options = { actionMs: ms };
        const both = Promise.all([runtime.run({ ms }, {}, options), runtime.run({ ms: 1 }, {}, options)]);
        both.catch(() => undefined); // seen below
        await sleep(signalMs);
        await runtime.kill('SIGTERM');
        const [, second] = await both;
        return second;
      });
      t.expect(waiting.status, 'the status of the one that waits').toBeOneOf(200, 429, 500, 502, 503);
    },
  ),
  defineCase(
    {
      id: 'shutdown/answers-new',
      title: 'a run that arrives while the last activation is finished is answered with 200',
      severity: 'informative',
      source: `${OWN}: the platform gives no second try to most runs that are refused`,
      remedy: 'Keep the port open until the last activation is answered, and run what arrives.',
      needs: ['sleep'],
      requires: ['signals'],
    },
    async (t) => {
      t.expectAnswer(await runLate(t), { status: 200, json: OK }, 'POST /run after SIGTERM');
    },
  ),
  defineCase(
    {
      id: 'shutdown/closes-connections',
      title: 'answers during a shutdown say that the connection is closed',
      severity: 'informative',
      source: 'RFC 9110, 7.6.1: Connection: close announces that no further request is answered on it',
      remedy: 'Add the header Connection: close to the answers that you send after the signal.',
      needs: ['sleep'],
      requires: ['signals'],
    },
    async (t) => {
      const agent = new Agent({ keepAlive: true });
      try {
        const late = await runLate(t, { agent });
        t.expect(late.headers['connection']?.toLowerCase(), 'the header Connection').toBe('close');
      } finally {
        agent.destroy();
      }
    },
  ),
  defineCase(
    {
      id: 'shutdown/idle-connection',
      title: 'a connection that a client keeps open does not delay the exit',
      severity: 'recommended',
      source: `${KUBERNETES}; the invoker keeps its connections open`,
      remedy: 'Close idle connections on SIGTERM.',
      needs: ['echo'],
      requires: ['signals'],
    },
    async (t) => {
      await expectNoDelay(t, {
        what: 'the exit',
        allowedMs: ALLOWED_EXIT_MS,
        async measure() {
          const runtime = await t.startWith('echo');
          const agent = new Agent({ keepAlive: true });
          try {
            await runtime.run({}, {}, { agent });
            await runtime.kill('SIGTERM');
            return await measureExit(t, runtime);
          } finally {
            agent.destroy();
          }
        },
        comparison: 'without a connection',
        compare: () => measureIdleExit(t, 'echo'),
      });
    },
  ),
  defineCase(
    {
      id: 'shutdown/second-signal',
      title: 'a second SIGTERM stops the runtime at once',
      severity: 'informative',
      source: OWN,
      remedy: 'Exit at the second signal, whatever runs.',
      needs: ['sleep'],
      requires: ['signals'],
    },
    async (t) => {
      await expectNoDelay(t, {
        what: 'the exit after the second signal',
        allowedMs: ALLOWED_EXIT_MS,
        async measure() {
          const { runtime } = await startRunning(t, { ...SOON, ms: STOPPED_MS });
          await sleep(100);
          await runtime.kill('SIGTERM');
          return await measureExit(t, runtime, STOP_LIMIT_MS);
        },
        comparison: 'that of a runtime in which nothing runs',
        compare: () => measureIdleExit(t, 'sleep'),
      });
    },
  ),
];
