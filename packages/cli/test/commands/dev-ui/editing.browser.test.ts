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

describePage('the code on the page of dev --ui', () => {
  it('shows the result of what is saved, with a key, from the page or another editor', async () => {
    test.sandbox.write('a.py', PYTHON('1'));
    const page = await test.open(await test.dev(['a.py', '-p', 'name', 'James']));
    await shows(page, '"value": ');
    await result(page).getByText('1', { exact: true }).waitFor();
    await write(page, code(page), PYTHON('args["name"] + "!"'));
    await shows(page, '● unsaved');
    await page.keyboard.press('Control+s');
    await result(page).getByText('"James!"').waitFor();
    expect(readFileSync(join(test.sandbox.folder, 'a.py'), 'utf8')).toBe(PYTHON('args["name"] + "!"'));
    await page.getByText('● unsaved').waitFor({ state: 'detached' });
    await shows(page, /^Run 2: success, .* \(new runtime\)$/);
    // By another editor: shown, and run.
    test.sandbox.write('a.py', PYTHON('12345678901234567890'));
    await result(page).getByText('12345678901234567890').waitFor();
    await code(page).getByText('12345678901234567890').waitFor();
    // With other parameters.
    await write(page, parameters(page), '{"name": "Ada"}');
    await page.keyboard.press('Control+Enter');
    await shows(page, /^Run 4: success, .* \(warm\)$/);
  });

  it('overwrites nothing that somebody else has written', async () => {
    test.sandbox.write('a.py', PYTHON('1'));
    const page = await test.open(await test.dev(['a.py']));
    await result(page).getByText('1', { exact: true }).waitFor();
    await write(page, code(page), PYTHON('"mine"'));
    test.sandbox.write('a.py', PYTHON('"theirs"'));
    await shows(page, 'a.py was changed on disk, and here, too.');
    // Its run is over: nothing else is said then.
    await status(page)
      .getByText(/^Run 2: success/)
      .waitFor();
    await page.keyboard.press('Control+s');
    await status(page).getByText('choose one of both first').waitFor();
    expect(readFileSync(join(test.sandbox.folder, 'a.py'), 'utf8')).toBe(PYTHON('"theirs"'));
    await page.getByRole('button', { name: 'Keep what is here' }).click();
    await page.keyboard.press('Control+s');
    await result(page).getByText('"mine"').waitFor();
    expect(readFileSync(join(test.sandbox.folder, 'a.py'), 'utf8')).toBe(PYTHON('"mine"'));
    await write(page, code(page), PYTHON('"mine again"'));
    test.sandbox.write('a.py', PYTHON('"theirs again"'));
    await page.getByRole('button', { name: 'Use what is on disk' }).click();
    await code(page).getByText('"theirs again"').waitFor();
  });

  it.each([
    ['C', 'a.c', 'int main() {\n  int x\n  return y;\n}\n', 3, /error.*expected/],
    ['Python', 'a.py', 'x = 1\ndef main(args:\n    return {}\n', 2, /SyntaxError/],
    ['bash', 'a.sh', 'echo 1\nif true; then\necho 2\nfi fi\n', 4, /syntax error/],
  ])('shows the errors of broken %s at their lines', async (_, name, text, line, message) => {
    test.sandbox.write(name, text);
    const page = await test.open(await test.dev([name]));
    const problem = page
      .getByRole('list', { name: 'Problems' })
      .getByRole('button')
      .filter({ hasText: message })
      .first();
    await problem.waitFor();
    expect(await problem.textContent()).toContain(`${name}:${line}`);
    const mark = page.locator('.code .cm-lint-marker-error').first();
    const number = page.locator('.code .cm-lineNumbers .cm-gutterElement', { hasText: new RegExp(`^${line}$`) });
    await mark.waitFor();
    const [markBox, numberBox] = [await mark.boundingBox(), await number.boundingBox()];
    expect(Math.abs((markBox?.y ?? 0) - (numberBox?.y ?? 0))).toBeLessThan(15);
    await problem.click();
    await page.locator('.code .cm-activeLineGutter', { hasText: new RegExp(`^${line}$`) }).waitFor();
  });

  it('is the same in two tabs', async () => {
    test.sandbox.write('a.py', PYTHON('1'));
    const url = await test.dev(['a.py']);
    const [one, two] = [await test.open(url), await test.open(url)];
    await Promise.all([one, two].map((page) => result(page).getByText('1', { exact: true }).waitFor()));
    await write(one, code(one), PYTHON('"from one"'));
    await one.keyboard.press('Control+s');
    await Promise.all([one, two].map((page) => result(page).getByText('"from one"').waitFor()));
    await code(two).getByText('"from one"').waitFor();
    await write(two, code(two), PYTHON('"from two"'));
    await two.keyboard.press('Control+s');
    await Promise.all([one, two].map((page) => result(page).getByText('"from two"').waitFor()));
    await code(one).getByText('"from two"').waitFor();
    await write(one, parameters(one), '{"n": 12345}');
    await one.keyboard.press('Control+Enter');
    await parameters(two).getByText('12345').waitFor();
    // What is being edited is not replaced.
    await write(two, parameters(two), '{"n": 2}');
    await write(one, parameters(one), '{"n": 67890}');
    await one.keyboard.press('Control+Enter');
    await result(two).getByText('"from two"').waitFor();
    await two
      .getByText(/^Run 5: success/)
      .first()
      .waitFor();
    expect(await parameters(two).textContent()).toContain('"n": 2');
  });
});
