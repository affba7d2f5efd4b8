import { createContext, encodeInit, encodeRun } from '@actionrunner/core/internal';
import type { Container } from '../../container/container.js';
import { parseMemorySize } from '../../container/memory-size.js';
import { buildLimitOptions, DEFAULT_MEMORY } from '../../container/platform-limits.js';
import type { ContainerAnswer } from '../../container/request.js';
import type { Finding } from '../check.js';
import { ANSWER_LIMIT_MS, explainFailure, type Probe } from './probe.js';

/** Enough, as no activation runs. */
const STOP_SECONDS = 5;
const KILLED = 137;

/** Encodes an init without code, as the platform sends it. */
export function encodeEmptyInit(): string {
  return encodeInit({ name: 'action', main: 'main', code: undefined, binary: false }, createActivationContext());
}

function createActivationContext(): Record<string, string> {
  return { ...createContext('inspect'), deadline: String(Date.now() + ANSWER_LIMIT_MS) };
}

/** Sends one activation as OpenWhisk's invoker does, then stops the container. */
export const SERVE_PROBE: Probe = {
  checks: [
    {
      id: 'answers-init-and-run',
      profiles: { openwhisk: 'fail' },
      why: 'The platform sends POST /init and POST /run to port 8080, and nothing else.',
      mend: 'Start a runtime that serves both on port 8080, such as "actionrunner serve native".',
    },
    {
      id: 'content-length',
      profiles: { openwhisk: 'fail' },
      why: 'The client of the platform treats an empty or chunked response as no response.',
      mend: 'Send a body and a Content-Length with each response.',
    },
    {
      id: 'log-frames',
      profiles: { openwhisk: 'warn' },
      why: 'For the images of its runtimes manifest, the platform waits for the line that ends the logs on stdout and stderr. Without it, logs are late or lost.',
      mend: 'Write XXX_THE_END_OF_A_WHISK_ACTIVATION_XXX on a line of its own to both streams after each activation.',
    },
    {
      id: 'sigterm',
      profiles: { openwhisk: 'warn', knative: 'fail' },
      why: 'Kubernetes sends SIGTERM and later SIGKILL: a runtime that does not exit by itself loses running activations and delays each rollout.',
      mend: 'Handle SIGTERM: finish running activations, then exit with status 0. Start the runtime in exec form, so that it gets the signal.',
    },
  ],
  run: async ({ containers, engine, image }) => {
    const args = buildLimitOptions(engine, parseMemorySize(DEFAULT_MEMORY) as number);
    const container = await containers.start({ image, args, listens: 8080 });
    let findings: Record<string, Finding>;
    try {
      findings = await runActivation(container);
    } catch (error) {
      return { 'answers-init-and-run': explainFailure(error, container.tail) };
    }
    const { code } = await container.stop(STOP_SECONDS);
    return { ...findings, sigterm: checkStop(code) };
  },
};

async function runActivation(container: Container): Promise<Record<string, Finding>> {
  const init = await container.reach(() => ({ path: '/init', body: encodeEmptyInit() }), ANSWER_LIMIT_MS);
  const { frames } = container;
  const run = await container.send({ path: '/run', body: encodeRun('{}', createActivationContext()) }, ANSWER_LIMIT_MS);
  const found = `POST /init: ${init.status}, POST /run: ${run.status}`;
  if (!(await isProtocol(init)) || !(await isProtocol(run))) {
    return { 'answers-init-and-run': { holds: false, found: `${found}, which is not how a runtime answers` } };
  }
  const lengths = [init, run].map(({ headers }) => Number(headers['content-length'] ?? 0));
  const framed = await container.waitForFrames(frames);
  return {
    'answers-init-and-run': {
      holds: true,
      found: init.status === 200 ? found : `${found}, as the image holds no code`,
    },
    'content-length': { holds: lengths.every((length) => length > 0), found: `${lengths.join(' and ')} bytes` },
    'log-frames': {
      holds: framed,
      found: framed ? 'both streams end with a frame' : `no frame on ${listUnframed(container)}`,
    },
  };
}

/** Whether an answer is that of a runtime: 200, or an object with `error`. Missing routes answer with 404 or 405. */
async function isProtocol({ status, body }: ContainerAnswer): Promise<boolean> {
  // On demand, as in inspect-image.ts.
  const [{ parseJson }, z] = await Promise.all([import('../../parse-json.js'), import('zod/mini')]);
  const parsed = parseJson(body, z.unknown());
  const isFailure =
    parsed.success && typeof parsed.data === 'object' && parsed.data !== null && Object.hasOwn(parsed.data, 'error');
  return status === 200 || (isFailure && status !== 404 && status !== 405);
}

function listUnframed({ frames }: Container): string {
  return Object.entries(frames)
    .flatMap(([name, count]) => (count === 0 ? [name] : []))
    .join(' and ');
}

function checkStop(code: number): Finding {
  if (code === KILLED) {
    return { holds: false, found: `it was killed: it did not exit within ${STOP_SECONDS} s` };
  }
  return code === 0
    ? { holds: true, found: 'it exited with status 0' }
    : { holds: 'partly', found: `it exited with status ${code}` };
}
