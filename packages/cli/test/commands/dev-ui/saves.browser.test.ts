import type { CDPSession, Page } from 'playwright-core';
import { describePage, PYTHON, result, setUpPageTests } from '../../support/dev-page.js';

const SAVES = 40;

/** When everything that stays has been made. */
const WARM = 10;

/** What a run may keep in the page, until there are 100: what the history shows of it. */
const KEPT_BYTES = 20_000;

/** The nodes of the table of phases. */
const COUNT_PHASES =
  'document.evaluate("count(.//node())", document.querySelector(".phases"), null, XPathResult.NUMBER_TYPE).numberValue';

const test = setUpPageTests();

/** What a page has after a collection of garbage; without the rows of phases, as those that took no time have none. */
async function measure(page: Page, devtools: CDPSession): Promise<Readonly<Record<string, number>>> {
  const rows = await page.evaluate<number>(COUNT_PHASES);
  await devtools.send('HeapProfiler.collectGarbage');
  const { metrics } = await devtools.send('Performance.getMetrics');
  const measured = Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
  return { ...measured, Nodes: (measured['Nodes'] ?? 0) - rows };
}

describePage('the page of dev --ui, open for long', () => {
  it(`shows each of ${SAVES} saves, and keeps nothing of them but the history`, async () => {
    test.sandbox.write('a.py', `print("run 0")\n${PYTHON('0')}`);
    const page = await test.open(await test.dev(['a.py']));
    const streams: string[] = [];
    page.on('request', (request) => request.url().includes('/api/events') && streams.push(request.url()));
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Performance.enable');
    await result(page).getByText('0', { exact: true }).waitFor();
    let early: Readonly<Record<string, number>> = {};
    for (let n = 1; n <= SAVES; n++) {
      test.sandbox.write('a.py', `print("run ${n}")\n${PYTHON(String(n))}`);
      await result(page).getByText(String(n), { exact: true }).waitFor();
      await page.getByLabel('Log lines').getByText(`run ${n}`).waitFor();
      if (n === WARM) {
        early = await measure(page, devtools);
      }
    }
    const late = await measure(page, devtools);
    expect(late['Nodes']).toBeLessThanOrEqual((early['Nodes'] ?? 0) + 5);
    expect(late['JSEventListeners']).toBeLessThanOrEqual((early['JSEventListeners'] ?? 0) + 5);
    expect(late['Documents']).toBe(early['Documents']);
    expect(late['JSHeapUsedSize']).toBeLessThanOrEqual((early['JSHeapUsedSize'] ?? 0) + (SAVES - WARM) * KEPT_BYTES);
    // The stream of events that was there before is the only one.
    expect(streams).toEqual([]);
  });
});
