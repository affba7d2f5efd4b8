import { loopProgram } from '../../../packages/core/test/support/loop-program.js';
import { waitFor } from '../../../packages/core/test/support/wait-for.js';
import { type Answer, FRAME } from './fault.js';
import type { Runtime } from './runtime.js';
import type { Code } from './setup.js';

/** What a state costs in logs: lines that its check adds. */
interface Checked {
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
}

interface After {
  /** As the table has it. */
  readonly name: string;
  /** What it means. */
  readonly text: string;
  /** Whether other faults may happen to the same runtime. */
  readonly goesOn: boolean;
  /** Finds out, given the processes from before the fault; what it logs is compared too. */
  readonly check: (runtime: Runtime, before: readonly number[]) => Promise<Checked>;
}

const OK = { status: 200, says: '{"ok":true}' };
const FRAMED: Checked = { stdout: [FRAME], stderr: [FRAME] };
const NOTHING: Checked = { stdout: [], stderr: [] };

/** An action that works, for each runner. */
const GOOD: Readonly<Record<string, Code>> = {
  bash: `echo '{"ok":true}'`,
  native: `#!/bin/sh\necho '{"ok":true}'\n`,
  c: [{ name: 'exec', data: `#!/bin/sh\necho '{"ok":true}'\n`, mode: 0o755 }],
  loop: loopProgram('answer({ ok: true });'),
  python: 'def main(args):\n    return {"ok": True}\n',
};

/** The states that a fault may lead to, and how each is proved. No process of a fault may be left, unless it says so. */
export const AFTER = {
  works: { name: 'ready', text: 'the next activation works; no process is left', goesOn: true, check: works },
  leaves: {
    name: 'ready, the process keeps running',
    text: 'the next activation works; the process left behind is still running',
    goesOn: false,
    check: leaves,
  },
  replaced: {
    name: 'ready, new process',
    text: 'the old process is gone; the next activation starts a new one and works',
    goesOn: true,
    check: replaced,
  },
  noted: {
    name: 'ready, new process, noted',
    text: 'the same, and the logs of the next activation say why',
    goesOn: true,
    check: noted,
  },
  stub: { name: 'ready, the stub', text: 'the next activation runs the stub of the image', goesOn: true, check: stub },
  broken: { name: 'broken', text: 'each activation fails until an init succeeds', goesOn: true, check: broken },
  empty: { name: 'not initialized', text: 'an init, and then an activation, works', goesOn: true, check: isEmpty },
  failed: {
    name: 'failed',
    text: 'each run gets 502 `ERR_RUNNER_NOT_INITIALIZED`; a further init, and then an activation, works',
    goesOn: true,
    check: failed,
  },
  exit0: {
    name: 'exited, status 0',
    text: 'the command has exited, and no process is left',
    goesOn: false,
    check: ended(0),
  },
  exit1: { name: 'exited, status 1', text: 'the same; it never listened', goesOn: false, check: ended(1) },
  exit3: { name: 'exited, status 3', text: 'the same; it never listened', goesOn: false, check: ended(3) },
  exit143: {
    name: 'exited, status 143',
    text: 'the same; the status is 128 plus the signal number',
    goesOn: false,
    check: ended(143),
  },
} satisfies Readonly<Record<string, After>>;

export type AfterName = keyof typeof AFTER;

async function works(runtime: Runtime, before: readonly number[]): Promise<Checked> {
  await processesAre(runtime, before);
  await runs(runtime);
  await processesAre(runtime, before);
  return FRAMED;
}

async function leaves(runtime: Runtime): Promise<Checked> {
  expect(await runtime.settledProcesses()).toHaveLength(1);
  return await works(runtime, await runtime.settledProcesses());
}

async function replaced(runtime: Runtime): Promise<Checked> {
  await processesAre(runtime, []);
  await runs(runtime);
  expect(await runtime.settledProcesses()).toHaveLength(1);
  return FRAMED;
}

async function noted(runtime: Runtime): Promise<Checked> {
  await replaced(runtime);
  const note = 'The action process exited with status 0 outside an activation; it is replaced.';
  return { stdout: [FRAME], stderr: [note, FRAME] };
}

async function isEmpty(runtime: Runtime): Promise<Checked> {
  await processesAre(runtime, []);
  await runtime.initialize(GOOD[runtime.setup.runner ?? 'bash'] as Code);
  // Some runners have started a process for all activations to come.
  return await works(runtime, await runtime.settledProcesses());
}

async function failed(runtime: Runtime): Promise<Checked> {
  const refused = await runtime.post('/run', { value: {} });
  expect(refused).toMatchObject({ status: 502, code: 'ERR_RUNNER_NOT_INITIALIZED' });
  const { stdout, stderr } = await isEmpty(runtime);
  const cause = ['The action cannot run: its initialization failed: …', '…'];
  return { stdout: [FRAME, ...stdout], stderr: [...cause, FRAME, ...stderr] };
}

async function stub(runtime: Runtime): Promise<Checked> {
  const says = 'This is a stub action. Replace it with custom logic.';
  expect(await runtime.post('/run', { value: {} })).toEqual({ status: 200, code: 'ERR_RUNNER_APPLICATION', says });
  return { stdout: ['This is a stub action …', '…', FRAME], stderr: [FRAME] };
}

async function broken(runtime: Runtime): Promise<Checked> {
  expect(await runtime.post('/run', { value: {} })).toHaveProperty('code');
  const { stdout, stderr } = await isEmpty(runtime);
  return { stdout: [FRAME, ...stdout], stderr: ['…', FRAME, ...stderr] };
}

function ended(code: number) {
  return async (runtime: Runtime): Promise<Checked> => {
    expect(await runtime.exited).toEqual({ code, signal: null });
    // A killed process is there until the system has ended it.
    await waitFor('no process is left', () => runtime.allProcesses().length === 0);
    return NOTHING;
  };
}

/** An activation that works. */
async function runs(runtime: Runtime): Promise<void> {
  const answer = (await runtime.post('/run', { value: {} })) as Answer;
  // Python writes a blank more.
  expect({ ...answer, says: answer.says?.replace(': ', ':') }).toEqual(OK);
}

async function processesAre(runtime: Runtime, expected: readonly number[]): Promise<void> {
  await waitFor('nothing is left behind', () => String(runtime.processes()) === String(expected));
}
