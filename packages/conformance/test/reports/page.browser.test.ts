import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AxeResults } from 'axe-core';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { findChromium } from '../../../../test/support/chromium.js';
import type { ConformanceReport } from '../../src/report.js';
import { formatHtml } from '../../src/reports/html/format-html.js';
import { BAD, GOOD, UGLY } from './support/sample-reports.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const executablePath = findChromium();
if (executablePath === undefined) {
  console.warn('SKIPPED: the page of a report needs a Chromium: apt-get install chromium, or name one in CHROMIUM');
}
const describeIfPossible = executablePath === undefined ? describe.skip : describe;

let browser: Browser;
let folder: string;
/** What went wrong in any page: errors, warnings, dialogs, requests for anything but the page itself. */
const surprises: string[] = [];
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  if (executablePath === undefined) return;
  browser = await chromium.launch({ executablePath });
  folder = mkdtempSync(join(tmpdir(), 'page-'));
});

afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close();
  expect(surprises.splice(0)).toEqual([]);
});

afterAll(async () => {
  await browser?.close();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

/** Opens a page in a window of its own. @param address what follows the name of the file */
async function open(html: string, options: BrowserContextOptions = {}, address = ''): Promise<Page> {
  const file = join(folder, 'report.html');
  writeFileSync(file, html);
  const url = pathToFileURL(file).href;
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  contexts.push(context);
  const page = await context.newPage();
  page.on('console', (message) => surprises.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => surprises.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => surprises.push(`dialog: ${dialog.message()}`));
  page.on('request', (request) => request.url() === url || surprises.push(`request: ${request.url()}`));
  await page.goto(url + address);
  return page;
}

/** The ids of the cases that are shown. */
const shown = (page: Page) =>
  page.locator('tbody.case:visible').evaluateAll((elements) => elements.map(({ id }) => id));
/** The ids of the cases whose details are open. */
const opened = (page: Page) =>
  page.locator('tbody.case:has(details[open])').evaluateAll((elements) => elements.map(({ id }) => id));
const focused = (page: Page) => page.evaluate("document.activeElement.closest('tbody')?.id");

describeIfPossible('the page of a report', () => {
  const html = formatHtml([GOOD, BAD]);

  it('filters by text, group, severity and outcome', async () => {
    const page = await open(html);
    const output = page.getByRole('status');
    expect(await shown(page)).toHaveLength(8);
    await page.getByLabel('Filter').fill('INIT second');
    expect(await shown(page)).toEqual(['init/refuses-a-second-init']);
    expect(await output.textContent()).toBe('1 of 8 cases, 1 with a failure');
    await page.getByLabel('Filter').press('Escape');
    await page.getByLabel('Group').selectOption('logs');
    expect(await shown(page)).toEqual(['logs/ends-with-frames', 'logs/dates']);
    expect(await page.locator('tbody.group:visible').count()).toBe(1);
    await page.getByLabel('required').uncheck();
    expect(await shown(page)).toEqual(['logs/dates']);
    await page.getByLabel('failed').uncheck();
    // It passed on the other target.
    expect(await shown(page)).toEqual(['logs/dates']);
    await page.getByLabel('passed').uncheck();
    expect(await shown(page)).toEqual([]);
    expect(await page.getByText('No case matches the filter.').isVisible()).toBe(true);
    expect(await page.getByRole('button', { name: 'Next failure' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Reset' }).click();
    await page.locator('tbody.case:visible').nth(7).waitFor();
    expect(await page.getByText('No case matches the filter.').isVisible()).toBe(false);
  });

  it('is used with keys', async () => {
    const page = await open(html);
    await page.getByRole('button', { name: 'Next failure' }).focus();
    await page.keyboard.press('Enter');
    expect([await focused(page), await opened(page)]).toEqual([
      'init/refuses-a-second-init',
      ['init/refuses-a-second-init'],
    ]);
    await page.keyboard.press('ArrowDown');
    expect(await focused(page)).toBe('init/names-what-is-missing');
    await page.keyboard.press('Enter');
    expect(await opened(page)).toHaveLength(2);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Home');
    expect(await focused(page)).toBe('init/accepts-code');
    await page.keyboard.press('ArrowUp');
    expect(await focused(page)).toBe('init/accepts-code');
    await page.keyboard.press('End');
    expect(await focused(page)).toBe('loop/acknowledges');
    await page.keyboard.press('ArrowDown');
    expect(await focused(page)).toBe('loop/acknowledges');
    const tab = await open(html);
    await tab.keyboard.press('Tab');
    expect(await tab.evaluate('document.activeElement.name')).toBe('text');
  });

  it('goes through the failures that are shown, and around', async () => {
    const page = await open(html);
    await page.getByLabel('Group').selectOption('init');
    const next = page.getByRole('button', { name: 'Next failure' });
    const visited = [];
    for (let count = 0; count < 3; count += 1) {
      await next.click();
      visited.push(await focused(page));
    }
    expect(visited).toEqual(['init/refuses-a-second-init', 'init/names-what-is-missing', 'init/refuses-a-second-init']);
  });

  it('opens and closes all failures at once', async () => {
    const page = await open(html);
    const button = page.getByRole('button', { name: 'Open failures' });
    await button.click();
    expect(await opened(page)).toEqual(['init/refuses-a-second-init', 'init/names-what-is-missing', 'logs/dates']);
    expect(await page.getByText('200 with {"name":"James"}').first().isVisible()).toBe(true);
    await button.click();
    expect(await opened(page)).toEqual([]);
  });

  it('opens the case of its address', async () => {
    const page = await open(html, {}, '#run/echo');
    expect(await opened(page)).toEqual(['run/echo']);
    expect(await page.locator('tbody[id="run/echo"]').evaluate((element) => element.matches(':target'))).toBe(true);
    await page.evaluate("location.hash = '#%'");
    await page.evaluate("location.hash = '#no/case'");
    expect(await opened(page)).toEqual(['run/echo']);
  });

  it('keeps its head and the filter in sight', async () => {
    const page = await open(html, { viewport: { width: 1280, height: 500 } });
    await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)');
    expect(await page.getByLabel('Filter').evaluate((element) => element.getBoundingClientRect().top)).toBeGreaterThan(
      0,
    );
    const filter = await page.locator('form').boundingBox();
    const head = await page.locator('.matrix [scope="col"]').first().boundingBox();
    expect(head?.y).toBeCloseTo((filter?.y ?? 0) + (filter?.height ?? 0), 0);
    expect(head?.y).toBeLessThan(200);
  });

  it('can be read without a script', async () => {
    const page = await open(html, { javaScriptEnabled: false });
    expect(await page.getByLabel('Filter').isVisible()).toBe(false);
    await page.locator('summary').nth(1).click();
    expect(await page.getByText('200 with {"name":"James"}').first().isVisible()).toBe(true);
    expect(await page.locator('tbody.case:visible').count()).toBe(8);
  });

  it('shows what a target says as text', async () => {
    const page = await open(formatHtml([UGLY]));
    await page.getByRole('button', { name: 'Open failures' }).click();
    expect(await page.getByText('</script><script>alert(1)</script>').first().isVisible()).toBe(true);
    expect(await page.locator('img, script').count()).toBe(1);
    expect(await page.title()).toBe(`Conformance of ${UGLY.target.name}`);
  });

  it('prints the details of failures, without the filter', async () => {
    const page = await open(html);
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    await page.emulateMedia({ media: 'print' });
    expect(await opened(page)).toHaveLength(3);
    expect(await page.getByLabel('Filter').isVisible()).toBe(false);
    await page.evaluate("dispatchEvent(new Event('afterprint'))");
    expect(await opened(page)).toEqual([]);
  });

  it.each(['light', 'dark'] as const)('has no fault that axe finds, %s', async (colorScheme) => {
    const page = await open(formatHtml([GOOD, BAD, UGLY]), { colorScheme, bypassCSP: true });
    await page.getByRole('button', { name: 'Open failures' }).click();
    await page.evaluate(AXE);
    const { passes, violations } = await page.evaluate<AxeResults>('axe.run()');
    expect(passes.length).toBeGreaterThan(10);
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  });

  /** What `check --group init --report json=…` wrote of fixtures/my_server.py, and of the runner `native`. */
  const recorded = ['my-server', 'native'].map((name) => readJson(`./fixtures/${name}.json`));

  it.each([
    { name: 'wide', viewport: { width: 1200, height: 960 }, colorScheme: 'light' as const },
    { name: 'narrow', viewport: { width: 390, height: 844 }, colorScheme: 'dark' as const },
  ])('looks as in the documentation, $name', async ({ name, ...options }) => {
    const page = await open(formatHtml(recorded), options);
    await page.getByRole('button', { name: 'Next failure' }).click();
    await page.evaluate('document.activeElement.blur()');
    if (name === 'wide') await page.evaluate('scrollTo(0, 0)');
    // Nothing is cut off at the right.
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(options.viewport.width);
    const picture = await page.screenshot({ animations: 'disabled' });
    const file = new URL(`../../../../docs/guides/conformance-${name}.png`, import.meta.url);
    if (process.env['UPDATE_SCREENSHOTS'] === '1') writeFileSync(file, picture);
    const shown = readFileSync(file);
    expect(readSize(shown)).toEqual(readSize(picture));
    expect(shown.length).toBeLessThan(150_000);
  });
});

function readJson(name: string): ConformanceReport {
  return JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8')) as ConformanceReport;
}

/** The width and height of a PNG. */
function readSize(png: Buffer): [number, number] {
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}
