import { waitFor } from '../../../packages/core/test/support/wait-for.js';
import { AFTER } from './after.js';
import { type Fault, FRAME, type Lines, runFault, type Section } from './fault.js';
import { fitted, fittedClient, textOf } from './pattern.js';
import { Runtime } from './runtime.js';
import type { Setup } from './setup.js';

/** Makes a test of each fault: it happens to the real command, and everything the table says of it is compared. */
export function testSection({ title, faults }: Section): void {
  const shared = new Map<string, Runtime>();

  afterAll(async () => {
    await Promise.all([...shared.values()].map((runtime) => runtime.close()));
  });

  describe(title, () => {
    for (const fault of faults) {
      const missing = (fault.needs ?? []).filter((need) => !need.met()).map(({ what }) => what);
      if (missing.length > 0) {
        console.warn(`SKIPPED: "${fault.name}" was not tested: this machine has no ${missing.join(', no ')}.`);
      }
      (missing.length > 0 ? test.skip : test)(fault.name, () => happen(fault, shared));
    }
  });
}

async function happen(fault: Fault, shared: Map<string, Runtime>): Promise<void> {
  const { code, fresh, ...same } = fault.setup;
  const key = JSON.stringify(same);
  const kept = fresh ? undefined : shared.get(key);
  const runtime = kept ?? (await Runtime.start(fault.setup));
  if (kept) {
    // It comes back when all is well: after a failure its state is not known.
    shared.delete(key);
  }
  let well = false;
  try {
    await compare(fault, runtime, code);
    well = true;
  } finally {
    if (well && !fresh && AFTER[fault.after].goesOn) {
      runtime.mark();
      shared.set(key, runtime);
    } else {
      await runtime.close();
    }
  }
}

async function compare(fault: Fault, runtime: Runtime, code: Setup['code']): Promise<void> {
  if (code !== undefined) {
    await runtime.initialize(code);
    runtime.mark();
  }
  const { client, act = runFault, stdout = [], stderr = [], framed = true } = fault;
  const before = await runtime.settledProcesses();
  const answer = await act(runtime);
  expect(fittedClient(answer, client)).toEqual(client);
  const checked = await AFTER[fault.after].check(runtime, before);
  const frame: Lines = framed ? [FRAME] : [];
  await logsAre(runtime, 'stdout', [...stdout, ...frame, ...checked.stdout]);
  await logsAre(runtime, 'stderr', [...stderr, ...frame, ...checked.stderr]);
}

/** All logs are written before an answer is sent; what takes a moment is the pipe to this process. */
async function logsAre(runtime: Runtime, stream: 'stdout' | 'stderr', lines: Lines): Promise<void> {
  const pattern = textOf(lines);
  const fits = () => fitted(runtime.logs(stream), pattern) === pattern;
  await waitFor(`the logs on ${stream}`, fits).catch(() => undefined);
  expect({ stream, text: fitted(runtime.logs(stream), pattern) }).toEqual({ stream, text: pattern });
}
