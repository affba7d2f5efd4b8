import { chromium } from 'playwright-core';
import { CHROMIUM, code, describePage, PYTHON, result, setUpPageTests, write } from '../../support/dev-page.js';

const test = setUpPageTests();

describePage('who can use the page of dev --ui', () => {
  it('refuses another site, even one whose name is this machine', async () => {
    test.sandbox.write('a.py', PYTHON('1'));
    const url = new URL(await test.dev(['a.py']));
    expect((await fetch(url.origin)).status).toBe(403);
    expect((await fetch(`${url.origin}/?token=wrong`)).status).toBe(403);
    const page = await test.browser.newPage();
    const refused = await page.goto(`${url.origin}/?token=wrong`);
    expect(refused?.status()).toBe(403);
    // A page of another port asks, with the right token.
    const token = url.searchParams.get('token');
    const asked = page.evaluate(
      `fetch('${url.origin.replace('127.0.0.1', 'localhost')}/api/run', { method: 'POST', headers: { Authorization: 'Bearer ${token}' } }).then((answer) => answer.status, (error) => error.name)`,
    );
    expect(await asked).toBe('TypeError');
    await page.close();
    const rebound = await chromium.launch({
      executablePath: CHROMIUM as string,
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

  it('says that the command has stopped, and keeps what is not saved', async () => {
    test.sandbox.write('a.py', PYTHON('1'));
    const page = await test.open(await test.dev(['a.py']));
    await result(page).getByText('1', { exact: true }).waitFor();
    await write(page, code(page), '# not saved');
    await test.stop();
    await page.getByRole('alert').getByText('is lost').waitFor();
    await code(page).getByText('# not saved').waitFor();
    // The browser reports each attempt to connect.
    await page.close();
    test.surprises.splice(
      0,
      test.surprises.length,
      ...test.surprises.filter((text) => !/lost|ERR_CONNECTION_REFUSED|ERR_INCOMPLETE|ERR_EMPTY/.test(text)),
    );
  });
});
