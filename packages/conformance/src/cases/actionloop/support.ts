import { type CaseDefinition, type ConformanceCase, defineCase } from '../../case/case.js';
import type { CaseContext, ExpectedAnswer } from '../../case/case-context.js';
import type { ActionCode } from '../../manifest/action-code.js';
import { script } from '../support/script.js';

export const ACTION = 'openwhisk-runtime-go, docs/ACTION.md';
export const OWN = 'ActionRunner, docs/reference/protocol.md, ActionLoop';

export const OK = { ok: true };
export const BAD_RESULT = 'The action did not return a dictionary or array.';

/** How long a process that does not answer is waited for. */
export const LIMIT_MS = 3_000;

export const ACKNOWLEDGE = `[ -z "$__OW_WAIT_FOR_ACK" ] || echo '{"ok":true}' >&3`;

/** A program that acknowledges, then does something with each line. */
export function loop(...body: readonly string[]): ActionCode {
  return script(ACKNOWLEDGE, 'while read -r line; do', ...body, 'done');
}

/** A program that answers `{"ok": true}`, except to a message with a word in it. */
export function loopUnless(word: string, ...body: readonly string[]): ActionCode {
  return loop('case $line in', `*${word}*)`, ...body, ';;', `*) echo '{"ok": true}' >&3 ;;`, 'esac');
}

export function deadlineIn(ms: number): string {
  return String(Date.now() + ms);
}

type Definition = Omit<CaseDefinition, 'supports' | 'requires'>;

export function loopCase(definition: Definition, run: (t: CaseContext) => Promise<void>): ConformanceCase {
  return defineCase({ ...definition, supports: ['actionloop'], requires: ['fresh'] }, run);
}

/** A case in which one activation answers something, and the next one answers as ever. */
export function answerCase(definition: Definition, answer: string, expected: ExpectedAnswer): ConformanceCase {
  return loopCase(definition, async (t) => {
    const runtime = await t.startWith(loopUnless('special', answer));
    t.expectAnswer(await runtime.run({ do: 'special' }), expected, 'POST /run');
    if (expected.status !== 200) return;
    t.expectAnswer(await runtime.run({}), { status: 200, json: OK }, 'the next POST /run');
  });
}
