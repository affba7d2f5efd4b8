import type { CaseContext } from '../../case/case-context.js';
import type { Runtime } from '../../case/runtime.js';

/** What the action sees as a variable. */
export async function readVariable(
  t: CaseContext,
  runtime: Runtime,
  name: string,
  fields: Readonly<Record<string, unknown>>,
): Promise<unknown> {
  const answer = await runtime.run({ name }, fields);
  t.expectAnswer(answer, { status: 200 }, 'POST /run');
  return (answer.json as { value?: unknown } | undefined)?.value;
}

export async function expectVariable(
  t: CaseContext,
  runtime: Runtime,
  name: string,
  expected: string | null,
  fields: Readonly<Record<string, unknown>>,
): Promise<void> {
  t.expect(await readVariable(t, runtime, name, fields), `the variable ${name}`).toBe(expected);
}
