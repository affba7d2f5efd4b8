import { CaseContext } from '../src/case/case-context.js';
import { CaseFailure } from '../src/case/case-failure.js';
import { EvidenceRecorder } from '../src/case/evidence-recorder.js';
import { expectNoDelay } from '../src/cases/support/expect-no-delay.js';
import { DEFAULT_MANIFEST } from '../src/manifest/default-manifest.js';
import { urlTarget } from '../src/target/url-target.js';

/** Times of what is measured and of the comparison, in the order in which they are asked for. @returns how often each was asked for */
async function check(measured: number[], compared: number[]): Promise<readonly [number, number]> {
  const t = new CaseContext({
    target: urlTarget('http://127.0.0.1:1'),
    manifest: DEFAULT_MANIFEST,
    recorder: new EvidenceRecorder(),
    signal: new AbortController().signal,
    answerLimitMs: undefined,
  });
  const [all, others] = [measured.length, compared.length];
  await expectNoDelay(t, {
    what: 'the answer',
    measure: async () => measured.shift() ?? Number.NaN,
    comparison: 'that of another action',
    compare: async () => compared.shift() ?? Number.NaN,
    allowedMs: 1_000,
  });
  return [all - measured.length, others - compared.length];
}

test('what takes no longer than it may on any machine is compared with nothing', async () => {
  expect(await check([999], [])).toEqual([1, 0]);
});

test('a slow machine is slow with the comparison, too', async () => {
  expect(await check([4_900], [2_000, 2_000])).toEqual([1, 2]);
});

test('a moment in which the machine is busy is not a delay', async () => {
  expect(await check([6_000, 300], [100, 100])).toEqual([2, 2]);
  expect(await check([6_000, 1_150], [100, 100, 100, 100])).toEqual([2, 4]);
});

test('nor does such a moment excuse a delay', async () => {
  const failure = await check([6_000, 6_100], [4_000, 100, 120, 110]).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(CaseFailure);
  expect(failure).toMatchObject({
    message: 'the answer took 6000 ms, that of another action 100 ms',
    expected: 'less than 1200 ms: 1000 ms, and 2 times what is usual here',
  });
});
