import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
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

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const test = setUpPageTests();

describePage('the page of dev --ui', () => {
  it('is used with keys', async () => {
    test.sandbox.write('a.py', PYTHON('{"a": {"b": [1, 2]}}'));
    const page = await test.open(await test.dev(['a.py']));
    await result(page).waitFor();
    await result(page).focus();
    const node = () => result(page).locator('[aria-selected="true"]').textContent();
    await page.keyboard.press('End');
    expect(await node()).toContain('2');
    await page.keyboard.press('ArrowLeft');
    expect(await node()).toContain('"b": [ 2 elements ]');
    await page.keyboard.press('ArrowLeft');
    expect(await result(page).getByText('1', { exact: true }).count()).toBe(0);
    await page.keyboard.press('ArrowRight');
    await result(page).getByText('1', { exact: true }).waitFor();
    await page.getByRole('tab', { name: 'Result' }).focus();
    await page.keyboard.press('ArrowRight');
    expect(await page.getByRole('tab', { name: 'History' }).getAttribute('aria-selected')).toBe('true');
    // Out of the editor.
    await code(page).focus();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.closest(".code .cm-editor")')).toBe(null);
  });

  it('keeps the focus where a key has removed, or switched off, what had it', async () => {
    test.sandbox.write('hello/__main__.py', PYTHON('1'));
    test.sandbox.write('hello/other.py', 'x = 1\n');
    const page = await test.open(await test.dev(['hello', '--runner', 'python']));
    const focused = () =>
      page.evaluate<string>('document.activeElement.ariaLabel ?? document.activeElement.textContent');
    const press = async (role: 'button' | 'tab', name: string) => {
      await page.getByRole(role, { name, exact: true }).focus();
      await page.keyboard.press('Enter');
    };
    await shows(page, /^Run 1: success/);
    await press('button', 'other.py');
    await page.getByRole('textbox', { name: 'Code of other.py' }).waitFor();
    await press('button', 'Close other.py');
    await page.getByRole('button', { name: 'Close other.py' }).waitFor({ state: 'detached' });
    expect(await focused()).toBe('Code of __main__.py');
    await press('tab', 'History');
    await press('button', 'Show run 1');
    await result(page).waitFor();
    expect(await focused()).toBe('Result');
    await write(page, code(page), '"mine"\n');
    test.sandbox.write('hello/__main__.py', PYTHON('"theirs"'));
    const keep = page.getByRole('button', { name: 'Keep what is here' });
    await keep.focus();
    await page.keyboard.press('Enter');
    await keep.waitFor({ state: 'detached' });
    expect(await focused()).toBe('Code of __main__.py');
    await write(page, code(page), 'import time\ndef main(args):\n    time.sleep(300)\n');
    await page.keyboard.press('Control+s');
    await page.getByRole('button', { name: 'Stop', disabled: false }).waitFor();
    await press('button', 'Stop');
    await page.getByRole('button', { name: 'Stop', disabled: true }).waitFor();
    expect(await focused()).toBe('Stop');
  });

  it('says where an element of a long result is, of which only a part is on the screen, and what was copied', async () => {
    test.sandbox.write('a.py', PYTHON('[[i] for i in range(500)]'));
    const url = await test.dev(['a.py']);
    const page = await test.open(url, { permissions: ['clipboard-read', 'clipboard-write'] });
    await result(page).focus();
    const selected = () => result(page).locator('[aria-selected="true"]');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    for (const key of ['PageDown', 'PageDown', 'PageUp']) await page.keyboard.press(key);
    const places = ['aria-level', 'aria-posinset', 'aria-setsize'];
    const place = () => Promise.all(places.map((name) => selected().getAttribute(name)));
    expect(await place()).toEqual(['3', '10', '500']);
    await page.keyboard.press('End');
    await result(page).getByText('[ 1 element ]').last().waitFor();
    expect(await place()).toEqual(['3', '500', '500']);
    await page.keyboard.press('Home');
    expect(await place()).toEqual(['1', '1', '1']);
    await page.getByRole('button', { name: 'Copy the result' }).click();
    await status(page).getByText('The result is copied.').waitFor();
    const copied = await page.evaluate<string>('navigator.clipboard.readText()');
    expect((JSON.parse(copied) as { value: number[][] }).value).toHaveLength(500);
  });

  it('loads none of the saved inputs while a key looks for one', async () => {
    test.sandbox.write('a.py', PYTHON('args'));
    test.sandbox.write('.actionrunner/inputs/one.json', '{"n": 1}');
    test.sandbox.write('.actionrunner/inputs/two.json', '{"n": 2}');
    const page = await test.open(await test.dev(['a.py', '-p', 'n', '3']));
    await shows(page, /^Run 1: success/);
    await page.getByRole('combobox', { name: /^Saved/ }).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    expect(await parameters(page).textContent()).toContain('"n": 3');
    await page.keyboard.press('Enter');
    await parameters(page).getByText('"n": 2').waitFor();
  });

  it.each([
    ['at 200 %', { width: 640, height: 360 }],
    ['on a narrow screen', { width: 360, height: 740 }],
  ])('has all its parts %s, without scrolling sideways', async (_, viewport) => {
    test.sandbox.write('hello/__main__.py', GREETING);
    test.sandbox.write('hello/names.py', 'DEFAULT = "World"\n');
    const url = await test.dev(['hello', '--runner', 'python']);
    const page = await test.open(url, { viewport, bypassCSP: true });
    await shows(page, /^Run 1: success/);
    await page.evaluate(AXE);
    // A table may scroll in its own frame.
    const wide = () =>
      page.evaluate<string[]>(
        'Array.from(document.querySelectorAll("button, input, select, textarea, [role=tab], h1, h2")).filter((each) => !each.closest(".history")).map((each) => [each.textContent, each.getBoundingClientRect()]).filter(([, { left, right }]) => left < 0 || right > innerWidth).map(([text]) => text)',
      );
    for (const tab of ['Result', 'History', 'Settings']) {
      await page.getByRole('tab', { name: tab }).click();
      const { violations } = await page.evaluate<AxeResults>(
        'axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"] })',
      );
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(viewport.width);
      expect(await wide()).toEqual([]);
    }
  });

  it('is printed with what is scrolled away on the screen', async () => {
    const comments = Array.from({ length: 300 }, (_, at) => `# line ${at}\n`).join('');
    const source = `seq 1500 >&2\necho "{\\"items\\": [$(seq -s, 200)]}"\n${comments}`;
    test.sandbox.write('a.sh', source);
    const page = await test.open(await test.dev(['a.sh']));
    await shows(page, /^Run 1: success/);
    await page.getByText('1,500 lines').waitFor();
    // The page runs the action before it has the files.
    await code(page).getByText('seq 1500').waitFor();
    const rows = (name: string) => page.getByLabel(name, { exact: true }).locator('.line');
    expect(await rows('Log lines').count()).toBeLessThan(200);
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    await page.evaluate('window.dispatchEvent(new Event("beforeprint"))');
    await page.getByText('… and 500 more lines').waitFor();
    expect([await rows('Result as a tree').count(), await rows('Log lines').count()]).toEqual([202, 1001]);
    const heights = 'Array.from(document.querySelectorAll(".lines"), (each) => each.scrollHeight - each.clientHeight)';
    expect(await page.evaluate(heights)).toEqual([0, 0]);
    const printed = page.getByLabel('Code', { exact: true }).locator('pre');
    expect(await printed.textContent()).toBe(source);
    expect([await printed.isVisible(), await code(page).isVisible()]).toEqual([true, false]);
    expect(await page.getByRole('button', { name: 'Run Ctrl Enter' }).isVisible()).toBe(false);
    await page.emulateMedia({ media: 'screen' });
    await page.evaluate('window.dispatchEvent(new Event("afterprint"))');
    await page.getByText('… and 500 more lines').waitFor({ state: 'detached' });
    expect(await rows('Log lines').count()).toBeLessThan(200);
  });

  it.each(['light', 'dark'] as const)(
    'has no fault that axe finds, and looks as in the documentation, %s',
    async (colorScheme) => {
      test.sandbox.write('hello/__main__.py', GREETING);
      test.sandbox.write('hello/names.py', 'DEFAULT = "World"\n');
      test.sandbox.write('.actionrunner/inputs/james.json', '{"name": "James"}');
      mkdirSync(join(test.sandbox.folder, '.git'));
      const page = await test.open(await test.dev(['hello', '-p', 'name', 'James', '--runner', 'python']), {
        colorScheme,
        bypassCSP: true,
        viewport: { width: 1200, height: 760 },
      });
      await shows(page, /^Run 1: success/);
      await page.evaluate('document.fonts.ready');
      const picture = await page.screenshot({ animations: 'disabled' });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(1200);
      const file = new URL(`../../../../../docs/guides/workbench-${colorScheme}.png`, import.meta.url);
      if (process.env['UPDATE_SCREENSHOTS'] === '1') writeFileSync(file, picture);
      const shown = readFileSync(file);
      expect([shown.readUInt32BE(16), shown.readUInt32BE(20)]).toEqual([1200, 760]);
      expect(shown.length).toBeLessThan(150_000);
      await page.evaluate(AXE);
      const check = async () => {
        const { passes, violations } = await page.evaluate<AxeResults>('axe.run()');
        expect(passes.length).toBeGreaterThan(10);
        expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
      };
      await check();
      await write(page, code(page), 'def main(args:\n');
      await page.keyboard.press('Control+s');
      await page.getByRole('list', { name: 'Problems' }).waitFor();
      await check();
      await page.getByRole('tab', { name: 'History' }).click();
      await page.getByLabel('Compare run 1').check();
      await page.getByLabel('Compare run 2').check();
      await page.getByRole('button', { name: 'Compare', exact: true }).click();
      await page.getByRole('region', { name: 'Differing lines' }).waitFor();
      await check();
      await page.getByRole('tab', { name: 'Settings' }).click();
      await check();
      await page.setViewportSize({ width: 390, height: 844 });
      await check();
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    },
  );
});

const GREETING = `from names import DEFAULT


def main(args):
    name = args.get("name", DEFAULT)
    print("greeting", name)
    return {"greeting": f"Hello, {name}!", "length": len(name)}
`;
