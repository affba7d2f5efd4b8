import { eventually } from '../../support/command.js';
import {
  code,
  describePage,
  PYTHON,
  parameters,
  result,
  setUpPageTests,
  shows,
  write,
} from '../../support/dev-page.js';

const test = setUpPageTests();

describePage('the runs on the page of dev --ui', () => {
  it('stays usable with a result of 10 MB and 100,000 log lines', async () => {
    test.sandbox.write(
      'a.py',
      `def main(args):
    for i in range(100000):
        print("line", i)
    return {"items": [{"n": i, "text": "x" * 75} for i in range(100000)]}
`,
    );
    const page = await test.open(await test.dev(['a.py']));
    await page.getByText(/^100,000 lines$/).waitFor();
    await shows(page, 'line 99999');
    const { output } = test.started;
    await eventually('the end', () => /^(ok|the action)/m.test(output.stderr));
    expect(output.stderr).toMatch(/^ok/m);
    await result(page).waitFor();
    await page.getByText('[ 100000 elements ]').click();
    await page.getByText('{ 2 members }').nth(1).waitFor();
    expect(await page.locator('.line').count()).toBeLessThan(400);
    await result(page).press('End');
    await result(page).press('ArrowRight');
    await result(page).press('End');
    await result(page).getByText('99999', { exact: true }).waitFor();
    await page.getByRole('radio', { name: 'Text' }).check();
    await page.getByRole('region', { name: 'Result as text' }).waitFor();
    await code(page).click();
    await page.keyboard.press('Control+Home');
    await page.keyboard.type('# still here\n');
    await code(page).getByText('# still here').waitFor();
  });

  it('shows what has come before the first frame', async () => {
    test.sandbox.write('a.py', `print("a line")\n${PYTHON('1')}`);
    const page = await test.open(await test.dev(['a.py']));
    await shows(page, /^Run 1: success/);
    // As on a busy machine, but for good: nothing is run after a frame or after some time.
    await page.addInitScript('window.requestAnimationFrame = window.setTimeout = () => 0;');
    await page.reload();
    await shows(page, /^Run 1: success/);
    await result(page).getByText('1', { exact: true }).waitFor();
    await page.getByLabel('Log lines').getByText('a line').waitFor();
    await code(page).getByText('a line').waitFor();
    await page.evaluate('window.dispatchEvent(new Event("beforeprint"))');
    await page.locator('pre.printed').first().waitFor({ state: 'attached' });
  });

  it('compares any two runs, and shows them again', async () => {
    test.sandbox.write('a.py', PYTHON('args["n"]'));
    const page = await test.open(await test.dev(['a.py', '-p', 'n', '1']));
    await shows(page, /^Run 1: success/);
    for (const n of [2, 3]) {
      await write(page, parameters(page), `{"n": ${n}}`);
      await page.getByRole('button', { name: 'Run Ctrl Enter' }).click();
      await shows(page, new RegExp(`^Run ${n}: success`));
    }
    await page.getByRole('tab', { name: 'History' }).click();
    await page.getByLabel('Compare run 1').check();
    await page.getByLabel('Compare run 3').check();
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    await page.getByText('-     "value": 1').waitFor();
    await page.getByText('+     "value": 3').waitFor();
    await page.getByRole('button', { name: 'Show run 1' }).click();
    await result(page).getByText('1', { exact: true }).waitFor();
    await page.getByRole('tab', { name: 'History' }).click();
    await page.getByRole('button', { name: 'Use the parameters of run 2' }).click();
    await parameters(page).getByText('2').waitFor();
  });

  it('shows logs while the action runs, and stops it', async () => {
    test.sandbox.write('a.sh', 'echo to stdout; echo to stderr >&2; sleep 1000\n');
    const page = await test.open(await test.dev(['a.sh']));
    await shows(page, 'to stdout');
    await shows(page, 'to stderr');
    await page.getByLabel('stdout').uncheck();
    await page.getByText('to stdout').nth(1).waitFor({ state: 'detached' });
    expect(await page.getByText('to stdout').count()).toBe(1); // in the code
    await page.getByRole('button', { name: 'Stop' }).click();
    await shows(page, /^Run 1: stopped/);
  });

  it('wraps why there is no result, so that all of it is seen', async () => {
    test.sandbox.write('a.xyz', 'nothing\n');
    const page = await test.open(await test.dev(['a.xyz']));
    const reason = page.getByRole('region', { name: 'Why there is no result' });
    await reason.getByText('does not show which runner it needs').waitFor();
    expect(await reason.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
  });
});
