import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { findChromium } from '../../../../test/support/chromium.js';
import { afterTest } from '../../../../test/support/clean-up.js';
import { type CommandSandbox, makeCommandSandbox } from '../../../core/test/support/command-sandbox.js';
import { type CommandOptions, eventually, type Started, start } from './command.js';

/** Only for what hangs: a busy machine may take long. */
const LIMIT_MS = 240_000;

/** The Chromium of the tests; undefined: they are skipped. */
export const CHROMIUM: string | undefined = findChromium();

/** As of jest: skips the tests where there is no Chromium. */
export const describePage: typeof describe = CHROMIUM === undefined ? describe.skip : describe;

/** What the test of a page of `dev --ui` has. */
export interface PageTest {
  readonly browser: Browser;
  readonly sandbox: CommandSandbox;
  /** The command that runs. */
  readonly started: Started;
  /** What went wrong in any page: errors, warnings, dialogs, requests for anything but the page itself. A test fails if there is anything. */
  readonly surprises: string[];
  /** Starts the command. @returns the address of its page */
  dev(args: readonly string[], options?: CommandOptions): Promise<string>;
  /** Opens a page in a window of its own. */
  open(url: string, options?: BrowserContextOptions): Promise<Page>;
  /** Stops the command, as Ctrl-C does. */
  stop(): Promise<void>;
}

/** Sets up the tests of a file: one browser, and for each test a sandbox, whose commands and pages are closed. */
export function setUpPageTests(): PageTest {
  let browser: Browser;
  let sandbox: CommandSandbox;
  let started: Started | undefined;
  const surprises: string[] = [];
  const contexts: BrowserContext[] = [];

  async function stop(): Promise<void> {
    const { child, ended } = started ?? {};
    started = undefined;
    child?.kill('SIGINT');
    if (ended) expect(await ended).toMatchObject({ code: 130 });
  }

  beforeAll(async () => {
    if (CHROMIUM === undefined) {
      console.warn('SKIPPED: the page of dev --ui needs a Chromium: apt-get install chromium, or name one in CHROMIUM');
    } else {
      browser = await chromium.launch({ executablePath: CHROMIUM });
    }
  });
  beforeEach(() => {
    sandbox = makeCommandSandbox();
    afterTest(async () => {
      for (const context of contexts.splice(0)) await context.close();
      await stop();
      expect(surprises.splice(0)).toEqual([]);
    });
  });
  afterAll(async () => {
    await browser?.close();
  });

  return {
    get browser() {
      return browser;
    },
    get sandbox() {
      return sandbox;
    },
    get started() {
      return started as Started;
    },
    surprises,
    dev: async (args, options) => {
      started = start(sandbox, ['dev', ...args, '--ui'], options);
      const { output } = started;
      await eventually('the address', () => /^page: \S+$/m.test(output.stderr));
      return /^page: (\S+)$/m.exec(output.stderr)?.[1] ?? '';
    },
    open: async (url, options = {}) => {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
      contexts.push(context);
      context.setDefaultTimeout(LIMIT_MS);
      const page = await context.newPage();
      watch(page, new URL(url).origin, surprises);
      await page.goto(url);
      return page;
    },
    stop,
  };
}

function watch(page: Page, origin: string, surprises: string[]): void {
  page.on('console', (message) => surprises.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => surprises.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => surprises.push(`dialog: ${dialog.message()}`));
  page.on('request', (request) => {
    const { referer } = request.headers();
    if (new URL(request.url()).origin !== origin && !request.url().startsWith('data:')) {
      surprises.push(`request: ${request.url()}`);
    }
    if (referer) surprises.push(`referer: ${referer}`);
  });
}

type Locator = ReturnType<Page['locator']>;

/** The parts of the page that tests look at. */
export const code = (page: Page): Locator => page.getByRole('textbox', { name: /^Code of/ });
export const parameters = (page: Page): Locator => page.getByRole('textbox', { name: 'Parameters, as JSON' });
export const result = (page: Page): Locator => page.getByRole('tree', { name: 'Result as a tree' });
export const status = (page: Page): Locator => page.getByRole('status');
export const shows = (page: Page, text: string | RegExp): Promise<void> => page.getByText(text).first().waitFor();

/** Replaces what is in an editor. */
export async function write(page: Page, editor: Locator, text: string): Promise<void> {
  await editor.click();
  await page.keyboard.press('Control+A');
  // As a paste: the editor would indent and close brackets while typing.
  await page.keyboard.insertText(text);
}

/** An action whose result has one value. */
export const PYTHON = (value: string): string => `def main(args):\n    return {"value": ${value}}\n`;
