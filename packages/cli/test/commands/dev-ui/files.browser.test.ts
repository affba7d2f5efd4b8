import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { code, describePage, result, setUpPageTests, shows, status, write } from '../../support/dev-page.js';

const test = setUpPageTests();

const path = (name: string) => join(test.sandbox.folder, 'project', name);
const tree = (page: Page) => page.getByRole('navigation', { name: 'Files', exact: true }).getByRole('button');
const tabs = (page: Page) =>
  page.getByRole('navigation', { name: 'Open files' }).locator('[aria-current], button:not(.close)');
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const dialog = (page: Page) => page.getByRole('dialog');

/** Opens the page of an action in a folder. */
async function openProject(): Promise<Page> {
  test.sandbox.write('project/exec', '#!/bin/sh\n. ./lib/value.sh\necho "{\\"value\\": \\"$VALUE\\"}"\n', 0o755);
  test.sandbox.write('project/lib/value.sh', 'VALUE=one\n');
  test.sandbox.write('project/.gitignore', 'ignored\n');
  test.sandbox.write('project/ignored', 'x');
  const page = await test.open(await test.dev(['project']));
  await result(page).getByText('"one"').waitFor();
  await code(page).waitFor();
  return page;
}

describePage('the files on the page of dev --ui', () => {
  it('are those of the folder, but not what is ignored', async () => {
    const page = await openProject();
    await tree(page).getByText('.gitignore').waitFor();
    expect(await tree(page).allTextContents()).toEqual(['value.sh', '.gitignore', 'exec']);
    await button(page, 'lib/value.sh').click();
    await page.getByRole('textbox', { name: 'Code of lib/value.sh' }).getByText('VALUE=one').waitFor();
    expect(await tabs(page).allTextContents()).toEqual(['exec', 'lib/value.sh']);
    await write(page, code(page), 'VALUE=two\n');
    await page.keyboard.press('Control+s');
    await result(page).getByText('"two"').waitFor();
  });

  it('are listed from the action on if there are too many, in folders that are closed', async () => {
    test.sandbox.write('project/exec', '#!/bin/sh\necho {}\n', 0o755);
    test.sandbox.write('project/logo.png', '\u0000PNG');
    for (let n = 0; n < 2_001; n++) test.sandbox.write(`project/data/${n}.txt`, '');
    const page = await test.open(await test.dev(['project']));
    await page.getByText('Only 2,000 files are listed.').waitFor();
    await button(page, 'logo.png').click();
    await page.getByText('logo.png is not a text in UTF-8.').waitFor();
    // The browser reports the answer.
    expect(test.surprises.splice(0)).toEqual([expect.stringContaining('status of 415')]);
    expect(await button(page, 'data/0.txt').isVisible()).toBe(false);
    await page.getByText('data/').click();
    await button(page, 'data/0.txt').waitFor();
  });

  it('are created, renamed and deleted with keys', async () => {
    const page = await openProject();
    await button(page, 'New').focus();
    await page.keyboard.press('Enter');
    await dialog(page).getByRole('heading', { name: 'New file' }).waitFor();
    // The name has the focus. What there is already is not overwritten.
    await page.keyboard.type('exec');
    await page.keyboard.press('Enter');
    await dialog(page).getByRole('alert').getByText('exec is there already. It is not overwritten.').waitFor();
    await page.keyboard.press('Control+A');
    await page.keyboard.type('../outside.sh');
    await page.keyboard.press('Enter');
    await dialog(page).getByRole('alert').getByText('not that of a file of the action').waitFor();
    await page.keyboard.press('Control+A');
    await page.keyboard.type('new/other.sh');
    await page.keyboard.press('Enter');
    // The editor has the focus then, as soon as the dialog is gone.
    await page.getByRole('textbox', { name: 'Code of new/other.sh' }).and(page.locator(':focus')).waitFor();
    await page.keyboard.insertText('VALUE=other\n');
    await page.keyboard.press('Control+s');
    await status(page)
      .getByText(/saved|Run/)
      .waitFor();
    await page.getByText('● unsaved').waitFor({ state: 'hidden' });
    expect(readFileSync(path('new/other.sh'), 'utf8')).toBe('VALUE=other\n');
    // What is not saved stays when the file is renamed, and can be undone.
    await page.keyboard.insertText('# more');
    await button(page, 'Rename').click();
    await page.keyboard.press('Control+A');
    await page.keyboard.type('lib/other.py');
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'Code of lib/other.py' }).getByText('# more').waitFor();
    expect([existsSync(path('new')), readFileSync(path('lib/other.py'), 'utf8')]).toEqual([false, 'VALUE=other\n']);
    await code(page).focus();
    await page.keyboard.press('Control+z');
    await code(page).getByText('# more').waitFor({ state: 'hidden' });
    // Escape cancels, and the focus is where it was.
    await button(page, 'Delete').focus();
    await page.keyboard.press('Enter');
    await dialog(page).getByText('cannot be undone').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Delete');
    await page.keyboard.press('Enter');
    await dialog(page).getByRole('button', { name: 'Delete' }).click();
    await tree(page).getByText('other.py').waitFor({ state: 'hidden' });
    // The server lists the files before it answers, and its tab is closed then.
    await tabs(page).getByText('lib/other.py').waitFor({ state: 'hidden' });
    expect(existsSync(path('lib/other.py'))).toBe(false);
    expect(await tabs(page).allTextContents()).toEqual(['exec']);
    // The browser reports what was refused.
    expect(test.surprises.splice(0)).toEqual([expect.stringContaining('409'), expect.stringContaining('403')]);
  });

  it('are not lost while they are not saved: neither by closing nor by a deletion on disk', async () => {
    const page = await openProject();
    await button(page, 'lib/value.sh').click();
    await write(page, code(page), 'VALUE=mine\n');
    await button(page, 'Close lib/value.sh').click();
    await dialog(page).getByText('is lost').waitFor();
    await dialog(page).getByRole('button', { name: 'Cancel' }).click();
    await code(page).getByText('VALUE=mine').waitFor();
    // The browser asks before it closes the page.
    const asked = page.waitForEvent('dialog');
    await page.close({ runBeforeUnload: true });
    const question = await asked;
    expect(question.type()).toBe('beforeunload');
    await question.dismiss();
    expect(test.surprises.splice(0)).toEqual(['dialog: ']);
    rmSync(path('lib/value.sh'));
    await shows(page, 'lib/value.sh was deleted on disk. What is here is not lost until you choose.');
    // The run of that is over: nothing else is said then.
    await status(page)
      .getByText(/^Run 2: the action failed/)
      .waitFor();
    await page.keyboard.press('Control+s');
    await status(page).getByText('choose whether to keep it first').waitFor();
    await button(page, 'Keep what is here').click();
    await page.keyboard.press('Control+s');
    await result(page).getByText('"mine"').waitFor();
    expect(readFileSync(path('lib/value.sh'), 'utf8')).toBe('VALUE=mine\n');
    // One that is there again by itself asks nothing.
    rmSync(path('lib/value.sh'));
    await shows(page, 'lib/value.sh was deleted on disk.');
    test.sandbox.write('project/lib/value.sh', 'VALUE=theirs\n');
    await code(page).getByText('VALUE=theirs').waitFor();
    await page.getByText('lib/value.sh was deleted on disk. What').waitFor({ state: 'hidden' });
    await button(page, 'Close lib/value.sh').click();
    await button(page, 'Close lib/value.sh').waitFor({ state: 'detached' });
    expect(await tabs(page).allTextContents()).toEqual(['exec']);
  });
});
