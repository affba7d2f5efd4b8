import { repetitions } from '../../../../test/support/repetitions.js';
import { listCases } from '../../src/list-cases.js';
import { DEFAULT_MANIFEST } from '../../src/manifest/default-manifest.js';
import type { Manifest } from '../../src/manifest/manifest.js';
import type { Support } from '../../src/manifest/supports.js';
import type { CaseResult } from '../../src/report.js';
import { runConformance } from '../../src/run-conformance.js';
import { brokenTarget } from './broken-target.js';
import type { Fault, Faults } from './fault.js';

/** Each fault is tested with the cases that it is in, and with one of so many others, each of which has its turn. */
const ONE_OF = repetitions(30, 1);

/** Faults that are tested at once. They wait for processes more than they compute. */
const AT_ONCE = 4;

/** A way to start the server in which some of the cases are skipped. */
export interface Setup {
  readonly environment?: Readonly<Record<string, string>>;
  readonly without?: readonly Support[];
  readonly with?: readonly Support[];
}

/** Options of {@link testFaults}. */
export interface FaultOptions {
  /** Cases that take long: they run without a fault, and with the faults that they are in. */
  readonly slow?: readonly string[];
  /** The ways to start the server without a fault; all cases pass in one of them, and none fails in any. */
  readonly setups?: readonly Setup[];
  /** Variables of the server in all of the tests. */
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Tests that a group of cases finds what is wrong and nothing else: the server of the tests passes, and with each fault exactly the
 * cases that the fault names fail. For every case there is a fault.
 */
export function testFaults(group: string, faults: Faults, options: FaultOptions = {}): void {
  const { slow = [], setups = [{}], environment = {} } = options;
  const ids = listCases({ groups: [group] }).map(({ id }) => id);

  test('without a fault every case passes', async () => {
    const passed = new Set<string>();
    for (const setup of setups) {
      const start = { ...setup, environment: { ...environment, ...setup.environment } };
      const results = await run(ids, start);
      const failed = results.filter(isFailed).map((result) => result.case.id);
      // Some cases are about time, of which a busy machine needs more: once.
      const again = failed.length > 0 ? await run(failed, start) : [];
      expect(again.filter(isFailed).map(describeResult)).toEqual([]);
      for (const result of [...results, ...again]) if (result.outcome === 'passed') passed.add(result.case.id);
    }
    expect(ids.filter((id) => !passed.has(id))).toEqual([]);
  });

  test('for every case there is a fault', () => {
    const found = new Set(Object.values(faults).map(({ fails }) => fails[0]));
    expect(ids.filter((id) => !found.has(id))).toEqual([]);
  });

  test('with each fault exactly the cases fail that it is made for', async () => {
    const entries = Object.entries(faults)[Symbol.iterator]();
    const wrong: unknown[] = [];
    let turn = 0;
    const work = async (): Promise<void> => {
      for (const [name, fault] of entries) {
        turn += 1;
        const isChosen = (id: string, index: number): boolean =>
          fault.fails.includes(id) || (!slow.includes(id) && (index + turn) % ONE_OF === 0);
        const chosen = ids.filter(isChosen);
        const start = { ...fault, environment: { ...environment, ...fault.environment, FAULT: name } };
        const expected = ids.filter((id) => fault.fails.includes(id));
        const fail = async (): Promise<readonly CaseResult[]> => {
          const all = (await run(chosen, start)).filter(isFailed);
          return fault.others === true ? all.filter(({ case: { id } }) => expected.includes(id)) : all;
        };
        const isRight = (actual: readonly CaseResult[]): boolean =>
          actual.map((result) => result.case.id).join() === expected.join();
        if (isRight(await fail())) continue;
        const actual = await fail();
        if (!isRight(actual)) wrong.push({ fault: name, expected, actual: actual.map(describeResult) });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    expect(wrong).toEqual([]);
  });
}

async function run(
  cases: readonly string[],
  { environment = {}, without = [], with: more = [] }: Omit<Fault, 'fails'>,
): Promise<readonly CaseResult[]> {
  const supports = new Set<Support>(['executables', 'archives', 'stub', 'context', 'concurrency', 'singleEntry']);
  if (environment['SERVER_MODE'] === 'loop') supports.add('actionloop');
  for (const support of more) supports.add(support);
  for (const support of without) supports.delete(support);
  const manifest: Manifest = { samples: DEFAULT_MANIFEST.samples, supports };
  const { results } = await runConformance({ target: brokenTarget(environment), manifest, cases });
  return results;
}

function isFailed({ outcome }: CaseResult): boolean {
  return outcome === 'failed';
}

function describeResult({ case: { id }, outcome, reason = '' }: CaseResult): string {
  return `${id} ${outcome}: ${reason}`;
}
