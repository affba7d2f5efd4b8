import { type CaseDefinition, type ConformanceCase, defineCase } from '../../case/case.js';
import type { ActionCode } from '../../manifest/action-code.js';
import type { ZipEntry } from '../support/create-zip.js';
import { script } from '../support/script.js';

/** Neither an archive nor text, which could be the source of a program. A NUL at its beginning would end a program of Ruby. */
export const NOT_A_ZIP: Buffer = Buffer.from('\xff\0\x01 neither a zip nor a program', 'latin1');

/** Sources of rules. */
export const ZIP = 'OpenWhisk, docs/actions-docker.md: a zip has the executable exec at its root';
export const DELIVERY = 'ActionRunner, docs/reference/delivery.md';

export const OK = { ok: true };

export const ANSWER: string = script(`echo '{"ok": true}'`).code;

export const EXEC: ZipEntry = { data: ANSWER, mode: 0o755 };

/** An exec of one line. */
export function program(line: string): ZipEntry {
  return { data: script(line).code, mode: 0o755 };
}

export function archive(bytes: Buffer): ActionCode {
  return { code: bytes.toString('base64'), binary: true };
}

export type Definition = Omit<CaseDefinition, 'supports' | 'requires'>;

/** A case in which an archive is delivered, and its `exec` answers. */
export function accepted(
  definition: Definition,
  createCode: () => ActionCode,
  expected: unknown = OK,
): ConformanceCase {
  return defineCase({ ...definition, supports: ['archives', 'executables'], requires: ['fresh'] }, async (t) => {
    const runtime = await t.startWith(createCode());
    t.expectAnswer(await runtime.run({}), { status: 200, json: expected }, 'POST /run');
  });
}

/** A case in which an archive is refused. @param error what the error says, besides being there */
export function refused(
  definition: Definition,
  createCode: () => ActionCode,
  error: true | RegExp = true,
): ConformanceCase {
  return defineCase({ ...definition, supports: ['archives'], requires: ['fresh'] }, async (t) => {
    const runtime = await t.start();
    const answer = await runtime.initSample(createCode());
    t.expectAnswer(answer, { status: 502, error }, 'POST /init');
  });
}

/** The same where the platform breaks otherwise: any error will do. */
export function failed(definition: Omit<Definition, 'severity'>, createCode: () => ActionCode): ConformanceCase {
  const required = { ...definition, severity: 'required' } as const;
  return defineCase({ ...required, supports: ['archives'], requires: ['fresh'] }, async (t) => {
    const runtime = await t.start();
    t.expectAnswer(await runtime.initSample(createCode()), { failure: true }, 'POST /init');
  });
}
