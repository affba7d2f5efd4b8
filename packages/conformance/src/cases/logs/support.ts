import type { CaseContext } from '../../case/case-context.js';
import type { Logs } from '../../logs/runtime-logs.js';
import { SENTINEL } from '../../logs/sentinel.js';

export const FRAME = { stdout: 1, stderr: 1 };

/** The logs of one activation. */
export async function logsOf(
  t: CaseContext,
  action: Parameters<CaseContext['startWith']>[0],
  status = 200,
): Promise<Logs> {
  const runtime = await t.startWith(action);
  await runtime.logs({ frames: 0 });
  t.expectAnswer(await runtime.run({}), { status }, 'POST /run');
  return await runtime.logs();
}

export function frameLines(text: string): number {
  return text.split('\n').filter((line) => line === SENTINEL).length;
}

export function contains(lines: unknown, line: string): boolean {
  return Array.isArray(lines) && lines.includes(line);
}
