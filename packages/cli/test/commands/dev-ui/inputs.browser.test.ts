import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  code,
  describePage,
  PYTHON,
  parameters,
  result,
  setUpPageTests,
  status,
  write,
} from '../../support/dev-page.js';

const test = setUpPageTests();

describePage('the inputs on the page of dev --ui', () => {
  it('checks parameters, and saves them by name', async () => {
    test.sandbox.write('a.py', PYTHON('args'));
    const page = await test.open(await test.dev(['a.py']));
    await page
      .getByText(/^Run 1: success/)
      .first()
      .waitFor();
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
    await page
      .getByText(/^Run 1: success/)
      .first()
      .waitFor();
    await page.getByRole('tab', { name: 'Settings' }).click();
    await page.getByLabel(/^Environment/).fill('GREETING=hello=you');
    await page.getByRole('button', { name: 'Apply and run' }).click();
    await page.getByRole('tab', { name: 'Result' }).click();
    await result(page).getByText('"hello=you"').waitFor();
    await page.getByRole('tab', { name: 'Settings' }).click();
    await page.getByLabel('Milliseconds').fill('1000');
    await write(page, code(page), 'sleep 1000\n');
    await page.getByRole('button', { name: 'Apply and run' }).click();
    await page.getByRole('tab', { name: 'Result' }).click();
    await page
      .getByText(/the action failed/)
      .first()
      .waitFor();
  });
});
