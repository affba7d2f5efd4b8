import type { CaseContext } from '../../case/case-context.js';
import type { Runtime } from '../../case/runtime.js';

export const OWN = 'ActionRunner, docs/reference/faults.md';

export const OK = { ok: true };

export async function expectNext(t: CaseContext, runtime: Runtime): Promise<void> {
  t.expectAnswer(await runtime.run({}), { status: 200, json: OK }, 'the next POST /run');
}
