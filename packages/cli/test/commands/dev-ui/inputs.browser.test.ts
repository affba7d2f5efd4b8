import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  code,
  describePage,
  PYTHON,
  parameters,
  result,
  setUpPageTests,
  shows,
  status,
  write,
} from '../../support/dev-page.js';

const test = setUpPageTests();

describePage('the inputs on the page of dev --ui', () => {
  it('checks parameters, and saves them by name', async () => {
    test.sandbox.write('a.py', PYTHON('args'));
    const page = await test.open(await test.dev(['a.py']));
    await shows(page, /^Run 1: success/);
    await write(page, parameters(page), '{\n  "n": 1,\n}');
    await page.keyboard.press('Control+Enter');
    await status(page)
      .getByText(/^Parameters, line 3, column 1: /)
      .waitFor();
    await page.locator('.parameters .cm-lint-marker-error').waitFor();
    await write(page, parameters(page), '{"n": 12345678901234567890}');
    await page.getByLabel('Save as').fill('big');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await status(page).getByText('The parameters are saved as big.').waitFor();
    expect(readFileSync(join(test.sandbox.folder, '.actionrunner/inputs/big.json'), 'utf8')).toContain(
      '12345678901234567890',
    );
    await write(page, parameters(page), '{}');
    await page.getByRole('combobox', { name: /^Saved/ }).selectOption('big');
    await parameters(page).getByText('12345678901234567890').waitFor();
  });

  it('has settings, which the next run gets', async () => {
    test.sandbox.write('a.sh', 'echo "{\\"value\\": \\"$GREETING\\"}"\n');
    const page = await test.open(await test.dev(['a.sh']));
    await shows(page, /^Run 1: success/);
    await page.getByRole('tab', { name: 'Settings' }).click();
    await page.getByLabel(/^Environment/).fill('GREETING=hello=you');
    await page.getByRole('button', { name: 'Apply and run' }).click();
    await page.getByRole('tab', { name: 'Result' }).click();
    await result(page).getByText('"hello=you"').waitFor();
    await page.getByRole('tab', { name: 'Settings' }).click();
    await page.getByLabel('Milliseconds').fill('0');
    await page.getByText('The time limit in milliseconds must be a whole number from 1 to 2147483647.').waitFor();
    expect(await page.getByRole('button', { name: 'Apply and run' }).isDisabled()).toBe(true);
    await page.keyboard.press('Control+Enter');
    await status(page)
      .getByText(/^Settings: The time limit/)
      .waitFor();
    await page.getByLabel('Milliseconds').fill('1000');
    await write(page, code(page), 'sleep 1000\n');
    await page.getByRole('button', { name: 'Apply and run' }).click();
    await page.getByRole('tab', { name: 'Result' }).click();
    await shows(page, /the action failed/);
  });

  it('keeps what is written in settings, and applies it with any run', async () => {
    test.sandbox.write('a.sh', 'head -c 3000000 /dev/zero | tr "\\0" x | fold >&2\necho "{\\"value\\": \\"$A\\"}"\n');
    const page = await test.open(await test.dev(['a.sh']));
    await shows(page, /^Run 1: success/);
    await page.getByRole('tab', { name: 'Settings' }).click();
    expect(await page.getByLabel('Memory in megabytes').isDisabled()).toBe(true);
    expect(await page.getByLabel('Logs of a run in megabytes').inputValue()).toBe('10');
    await page.getByLabel('Logs of a run in megabytes').fill('2');
    await page.getByLabel(/^Environment/).fill('A=b');
    // Neither another tab nor what the server reports of anything else.
    await page.getByRole('tab', { name: 'History' }).click();
    await write(page, parameters(page), '{"n": 1}');
    await page.getByRole('tab', { name: 'Settings' }).click();
    expect(await page.getByLabel(/^Environment/).inputValue()).toBe('A=b');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('tab', { name: 'Result' }).click();
    await result(page).getByText('"b"').waitFor();
    await page.getByText('exceeds the limit of 2097152 bytes').waitFor();
    await page.getByRole('tab', { name: 'Settings' }).click();
    expect(await page.getByLabel('Logs of a run in megabytes').inputValue()).toBe('2');
  });
});
