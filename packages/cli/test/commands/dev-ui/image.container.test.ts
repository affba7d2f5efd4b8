import { describePage, result, setUpPageTests, shows } from '../../support/dev-page.js';
import { leftContainers, WITH_ENGINE } from '../../support/engine.js';

const test = setUpPageTests();
afterAll(async () => expect(await leftContainers()).toEqual([]));

describePage('the page of dev --ui, with an image', () => {
  it('says that an action exhausted its memory, names the limit, and runs it with another one of the settings', async () => {
    test.sandbox.write('greedy.sh', 'head -c 150m /dev/zero | tail >/dev/null && echo \'{"value":7}\'\n');
    const args = ['greedy.sh', '--image', 'actionrunner/bash:0.1', '--memory', '100'];
    const page = await test.open(await test.dev(args, WITH_ENGINE));
    const reason = page.getByRole('region', { name: 'Why there is no result' });
    await reason.getByText('The action exhausted its memory and was aborted. Its limit is 100 MB').waitFor();
    await page.getByRole('tab', { name: 'Settings' }).click();
    await page.getByLabel('Memory in megabytes').fill('512');
    await page.getByRole('button', { name: 'Apply and run' }).click();
    await shows(page, /^Run 2: success/);
    await page.getByRole('tab', { name: 'Result' }).click();
    await result(page).getByText('7', { exact: true }).waitFor();
  });

  it.each([
    ['hello.sh', 'bash', 'echo hello\nif\n', 3],
    ['hello.c', 'c', 'int main() {\n  x;\n}\n', 2],
    ['hello.py', 'python', 'def main(args):\n    return {"value": args["none"]}\n', 2],
  ])('marks the error of %s at its line', async (name, runtime, text, line) => {
    test.sandbox.write(name, text);
    const page = await test.open(await test.dev([name, '--image', `actionrunner/${runtime}:0.1`], WITH_ENGINE));
    const problems = page.getByRole('list', { name: 'Problems' }).getByRole('button');
    await problems
      .filter({ hasText: `${name}:${line}` })
      .first()
      .waitFor();
    await page.locator('.code .cm-lint-marker-error').first().waitFor();
  });
});
