import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { findChromium } from '../../../../test/support/chromium.js';
import { type CommandSandbox, makeCommandSandbox } from '../../../core/test/support/command-sandbox.js';
import { eventually, type Started, start } from '../support/command.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Only for what hangs: a busy machine may take long. */
const LIMIT_MS = 60_000;

const executablePath = findChromium();
if (executablePath === undefined) {
  console.warn('SKIPPED: the page of dev --ui needs a Chromium: apt-get install chromium, or name one in CHROMIUM');
}
const describeIfPossible = executablePath === undefined ? describe.skip : describe;

let browser: Browser;
let sandbox: CommandSandbox;
let started: Started | undefined;
/** What went wrong in any page: errors, warnings, dialogs, requests for anything but the page itself. */
const surprises: string[] = [];
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  if (executablePath !== undefined) browser = await chromium.launch({ executablePath });
});
beforeEach(() => {
  sandbox = makeCommandSandbox();
});
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close();
  if (started) {
    started.child.kill('SIGINT');
    expect(await started.ended).toMatchObject({ code: 130 });
    started = undefined;
  }
  expect(sandbox.close()).toEqual([]);
  expect(surprises.splice(0)).toEqual([]);
});
afterAll(async () => {
  await browser?.close();
});

/** Starts the command. @returns the address of its page */
async function dev(...args: string[]): Promise<string> {
  started = start(sandbox, ['dev', ...args, '--ui']);
  const { output } = started;
  await eventually('the address', () => /^page: \S+$/m.test(output.stderr));
  return /^page: (\S+)$/m.exec(output.stderr)?.[1] ?? '';
}

/** Opens a page in a window of its own. */
async function open(url: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  contexts.push(context);
  context.setDefaultTimeout(LIMIT_MS);
  const page = await context.newPage();
  page.on('console', (message) => surprises.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => surprises.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => surprises.push(`dialog: ${dialog.message()}`));
  const { origin } = new URL(url);
  page.on('request', (request) => {
    const { referer } = request.headers();
    if (new URL(request.url()).origin !== origin && !request.url().startsWith('data:')) {
      surprises.push(`request: ${request.url()}`);
    }
    if (referer) surprises.push(`referer: ${referer}`);
  });
  await page.goto(url);
  return page;
}

const code = (page: Page) => page.getByRole('textbox', { name: /^Code of/ });
const result = (page: Page) => page.getByRole('tree', { name: 'Result as a tree' });
const status = (page: Page) => page.getByRole('status');
const shows = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor();

/** Replaces what is in an editor. */
async function write(page: Page, editor: ReturnType<typeof code>, text: string): Promise<void> {
  await editor.click();
  await page.keyboard.press('Control+A');
  // As a paste: the editor would indent and close brackets while typing.
  await page.keyboard.insertText(text);
}

const PYTHON = (value: string) => `def main(args):\n    return {"value": ${value}}\n`;

describeIfPossible('the page of dev --ui', () => {
  it('shows the result of what is saved, with a key, from the page or another editor', async () => {
    sandbox.write('a.py', PYTHON('1'));
    const page = await open(await dev('a.py', '-p', 'name', 'James'));
    await shows(page, '"value": ');
    await result(page).getByText('1', { exact: true }).waitFor();
    await write(page, code(page), PYTHON('args["name"] + "!"'));
    await shows(page, '● unsaved');
    await page.keyboard.press('Control+s');
    await result(page).getByText('"James!"').waitFor();
    expect(readFileSync(join(sandbox.folder, 'a.py'), 'utf8')).toBe(PYTHON('args["name"] + "!"'));
    expect(await page.getByText('● unsaved').count()).toBe(0);
    await page
      .getByText(/^Run 2: success, .* \(new runtime\)$/)
      .first()
      .waitFor();
    // By another editor: shown, and run.
    sandbox.write('a.py', PYTHON('12345678901234567890'));
    await result(page).getByText('12345678901234567890').waitFor();
    await code(page).getByText('12345678901234567890').waitFor();
    // With other parameters.
    await write(page, page.getByRole('textbox', { name: 'Parameters, as JSON' }), '{"name": "Ada"}');
    await page.keyboard.press('Control+Enter');
    await page
      .getByText(/^Run 4: success, .* \(warm\)$/)
      .first()
      .waitFor();
  });

  it('overwrites nothing that somebody else has written', async () => {
    sandbox.write('a.py', PYTHON('1'));
    const page = await open(await dev('a.py'));
    await result(page).getByText('1', { exact: true }).waitFor();
    await write(page, code(page), PYTHON('"mine"'));
    sandbox.write('a.py', PYTHON('"theirs"'));
    await shows(page, 'a.py was changed on disk, and here, too.');
    await page.keyboard.press('Control+s');
    await status(page).getByText('choose one of both first').waitFor();
    expect(readFileSync(join(sandbox.folder, 'a.py'), 'utf8')).toBe(PYTHON('"theirs"'));
    await page.getByRole('button', { name: 'Keep what is here' }).click();
    await page.keyboard.press('Control+s');
    await result(page).getByText('"mine"').waitFor();
    expect(readFileSync(join(sandbox.folder, 'a.py'), 'utf8')).toBe(PYTHON('"mine"'));
    await write(page, code(page), PYTHON('"mine again"'));
    sandbox.write('a.py', PYTHON('"theirs again"'));
    await page.getByRole('button', { name: 'Use what is on disk' }).click();
    await code(page).getByText('"theirs again"').waitFor();
  });

  it.each([
    ['C', 'a.c', 'int main() {\n  int x\n  return y;\n}\n', 3, /error.*expected/],
    ['Python', 'a.py', 'x = 1\ndef main(args:\n    return {}\n', 2, /SyntaxError/],
    ['bash', 'a.sh', 'echo 1\nif true; then\necho 2\nfi fi\n', 4, /syntax error/],
  ])('shows the errors of broken %s at their lines', async (_, name, text, line, message) => {
    sandbox.write(name, text);
    const page = await open(await dev(name));
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
    expect(await page.locator('.code .cm-activeLineGutter').first().textContent()).toBe(String(line));
  });

  it('stays usable with a result of 10 MB and 100,000 log lines', async () => {
    sandbox.write(
      'a.py',
      `def main(args):
    for i in range(100000):
        print("line", i)
    return {"items": [{"n": i, "text": "x" * 75} for i in range(100000)]}
`,
    );
    const page = await open(await dev('a.py'));
    await page.getByText(/^100,000 lines$/).waitFor();
    await shows(page, 'line 99999');
    const { output } = started as Started;
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

  it('compares any two runs, and shows them again', async () => {
    sandbox.write('a.py', PYTHON('args["n"]'));
    const page = await open(await dev('a.py', '-p', 'n', '1'));
    await page
      .getByText(/^Run 1: success/)
      .first()
      .waitFor();
    for (const n of [2, 3]) {
      await write(page, page.getByRole('textbox', { name: 'Parameters, as JSON' }), `{"n": ${n}}`);
      await page.getByRole('button', { name: 'Run Ctrl Enter' }).click();
      await page
        .getByText(new RegExp(`^Run ${n}: success`))
        .first()
        .waitFor();
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
    await page.getByRole('textbox', { name: 'Parameters, as JSON' }).getByText('2').waitFor();
  });

  it('checks parameters, and saves them by name', async () => {
    sandbox.write('a.py', PYTHON('args'));
    const page = await open(await dev('a.py'));
    await page
      .getByText(/^Run 1: success/)
      .first()
      .waitFor();
    const parameters = page.getByRole('textbox', { name: 'Parameters, as JSON' });
    await write(page, parameters, '{\n  "n": 1,\n}');
    await page.keyboard.press('Control+Enter');
    await status(page)
      .getByText(/^Parameters, line 3, column 1: /)
      .waitFor();
    await page.locator('.parameters .cm-lint-marker-error').waitFor();
    await write(page, parameters, '{"n": 12345678901234567890}');
    await page.getByLabel('Save as').fill('big');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await status(page).getByText('The parameters are saved as big.').waitFor();
    expect(readFileSync(join(sandbox.folder, '.actionrunner/inputs/big.json'), 'utf8')).toContain(
      '12345678901234567890',
    );
    await write(page, parameters, '{}');
    await page.getByRole('combobox', { name: /^Saved/ }).selectOption('big');
    await parameters.getByText('12345678901234567890').waitFor();
  });

  it('has settings, which the next run gets', async () => {
    sandbox.write('a.sh', 'echo "{\\"value\\": \\"$GREETING\\"}"\n');
    const page = await open(await dev('a.sh'));
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

  it('shows logs while the action runs, and stops it', async () => {
    sandbox.write('a.sh', 'echo to stdout; echo to stderr >&2; sleep 1000\n');
    const page = await open(await dev('a.sh'));
    await shows(page, 'to stdout');
    await shows(page, 'to stderr');
    await page.getByLabel('stdout').uncheck();
    expect(await page.getByText('to stdout').count()).toBe(1); // in the code
    await page.getByRole('button', { name: 'Stop' }).click();
    await page
      .getByText(/^Run 1: stopped/)
      .first()
      .waitFor();
  });

  it('is the same in two tabs', async () => {
    sandbox.write('a.py', PYTHON('1'));
    const url = await dev('a.py');
    const [one, two] = [await open(url), await open(url)];
    await Promise.all([one, two].map((page) => result(page).getByText('1', { exact: true }).waitFor()));
    await write(one, code(one), PYTHON('"from one"'));
    await one.keyboard.press('Control+s');
    await Promise.all([one, two].map((page) => result(page).getByText('"from one"').waitFor()));
    await code(two).getByText('"from one"').waitFor();
    await write(two, code(two), PYTHON('"from two"'));
    await two.keyboard.press('Control+s');
    await Promise.all([one, two].map((page) => result(page).getByText('"from two"').waitFor()));
    await code(one).getByText('"from two"').waitFor();
    const parameters = (page: Page) => page.getByRole('textbox', { name: 'Parameters, as JSON' });
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

  it('has the files of a folder, but not what is ignored', async () => {
    sandbox.write('project/exec', '#!/bin/sh\n. ./lib/value.sh\necho "{\\"value\\": \\"$VALUE\\"}"\n', 0o755);
    sandbox.write('project/lib/value.sh', 'VALUE=one\n');
    sandbox.write('project/.gitignore', 'ignored\n');
    sandbox.write('project/ignored', 'x');
    const page = await open(await dev('project'));
    await result(page).getByText('"one"').waitFor();
    const files = page.getByRole('navigation', { name: 'Files' }).getByRole('button');
    expect(await files.allTextContents()).toEqual(['.gitignore', 'exec', 'lib/value.sh']);
    await files.getByText('lib/value.sh').click();
    await page.getByRole('textbox', { name: 'Code of lib/value.sh' }).getByText('VALUE=one').waitFor();
    await write(page, code(page), 'VALUE=two\n');
    await page.keyboard.press('Control+s');
    await result(page).getByText('"two"').waitFor();
  });

  it('says that the command has stopped, and keeps what is not saved', async () => {
    sandbox.write('a.py', PYTHON('1'));
    const page = await open(await dev('a.py'));
    await result(page).getByText('1', { exact: true }).waitFor();
    await write(page, code(page), '# not saved');
    started?.child.kill('SIGINT');
    await started?.ended;
    started = undefined;
    await page.getByRole('alert').getByText('is lost').waitFor();
    await code(page).getByText('# not saved').waitFor();
    // The browser reports each attempt to connect.
    await page.close();
    surprises.splice(
      0,
      surprises.length,
      ...surprises.filter((text) => !/lost|ERR_CONNECTION_REFUSED|ERR_INCOMPLETE|ERR_EMPTY/.test(text)),
    );
  });

  it('is used with keys', async () => {
    sandbox.write('a.py', PYTHON('{"a": {"b": [1, 2]}}'));
    const page = await open(await dev('a.py'));
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

  it('refuses another site, even one whose name is this machine', async () => {
    sandbox.write('a.py', PYTHON('1'));
    const url = new URL(await dev('a.py'));
    expect((await fetch(url.origin)).status).toBe(403);
    expect((await fetch(`${url.origin}/?token=wrong`)).status).toBe(403);
    const context = await browser.newContext();
    contexts.push(context);
    const page = await context.newPage();
    const refused = await page.goto(`${url.origin}/?token=wrong`);
    expect(refused?.status()).toBe(403);
    // A page of another port asks, with the right token.
    const token = url.searchParams.get('token');
    const asked = page.evaluate(
      `fetch('${url.origin.replace('127.0.0.1', 'localhost')}/api/run', { method: 'POST', headers: { Authorization: 'Bearer ${token}' } }).then((answer) => answer.status, (error) => error.name)`,
    );
    expect(await asked).toBe('TypeError');
    const rebound = await chromium.launch({
      executablePath: executablePath as string,
      args: ['--host-resolver-rules=MAP attacker.example 127.0.0.1'],
    });
    try {
      const victim = await rebound.newPage();
      const answer = await victim.goto(`http://attacker.example:${url.port}/?token=${token}`);
      expect(answer?.status()).toBe(403);
    } finally {
      await rebound.close();
    }
  });

  it.each(['light', 'dark'] as const)(
    'has no fault that axe finds, and looks as in the documentation, %s',
    async (colorScheme) => {
      sandbox.write('hello/__main__.py', GREETING);
      sandbox.write('hello/names.py', 'DEFAULT = "World"\n');
      sandbox.write('.actionrunner/inputs/james.json', '{"name": "James"}');
      mkdirSync(join(sandbox.folder, '.git'));
      const page = await open(await dev('hello', '-p', 'name', 'James', '--runner', 'python'), {
        colorScheme,
        bypassCSP: true,
        viewport: { width: 1200, height: 760 },
      });
      await page
        .getByText(/^Run 1: success/)
        .first()
        .waitFor();
      await page.evaluate('document.fonts.ready');
      const picture = await page.screenshot({ animations: 'disabled' });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(1200);
      const file = new URL(`../../../../docs/guides/workbench-${colorScheme}.png`, import.meta.url);
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
