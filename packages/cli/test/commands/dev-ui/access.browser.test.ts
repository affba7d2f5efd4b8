import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { chromium } from 'playwright-core';
import { eventually } from '../../support/command.js';
import { CHROMIUM, code, describePage, PYTHON, result, setUpPageTests, status, write } from '../../support/dev-page.js';

const test = setUpPageTests();

/** The browser reports each attempt to connect. */
function forgetConnectionErrors(): void {
  const others = test.surprises.filter((text) => !/connection is lost|ERR_[A-Z_]+$|status of 403/.test(text));
  test.surprises.splice(0, test.surprises.length, ...others);
}

/** A port of this machine that leads to another one, as of \`ssh -L\`, whose connections can be cut. It stays taken: no other test gets it. */
async function forwardPort(target: number): Promise<Forwarded> {
  const sockets = new Set<Socket>();
  let to: number | undefined = target;
  const server = createServer((socket) => {
    if (to === undefined) {
      socket.resetAndDestroy();
      return;
    }
    const far = connect(to, '127.0.0.1');
    for (const [each, other] of [
      [socket, far],
      [far, socket],
    ] as const) {
      sockets.add(each);
      each.pipe(other);
      each.on('error', () => other.destroy());
      each.on('close', () => sockets.delete(each) && other.destroy());
    }
  });
  const cut = () => {
    to = undefined;
    for (const socket of sockets) socket.destroy();
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    resume: (other = target) => {
      to = other;
    },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      cut();
      await closed;
    },
  };
}

interface Forwarded {
  readonly port: number;
  /** Ends all connections, and accepts none. */
  cut(): void;
  /** Accepts connections again, perhaps to another port. */
  resume(target?: number): void;
  close(): Promise<void>;
}

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
    await page.getByRole('alert').getByText('actionrunner dev has ended.').waitFor();
    await code(page).getByText('# not saved').waitFor();
    await page.getByRole('button', { name: 'Run Ctrl Enter' }).click();
    await status(page).getByText('There is no connection to actionrunner dev.').waitFor();
    await code(page).getByText('# not saved').waitFor();
    await page.close();
    forgetConnectionErrors();
  });

  it('connects again when the connection is there again, and shows what has happened meanwhile', async () => {
    test.sandbox.write('a.py', PYTHON('1'));
    const url = new URL(await test.dev(['a.py']));
    const forwarded = await forwardPort(Number(url.port));
    const page = await test.open(url.href.replace(url.port, String(forwarded.port)));
    await result(page).getByText('1', { exact: true }).waitFor();
    forwarded.cut();
    await page.getByRole('alert').getByText('is lost').waitFor();
    test.sandbox.write('a.py', PYTHON('22'));
    await eventually('the second result', () => test.started.output.stdout.includes('22'));
    forwarded.resume();
    await result(page).getByText('22', { exact: true }).waitFor();
    await code(page).getByText('22').waitFor();
    await page.getByRole('alert').waitFor({ state: 'detached' });
    // Another command has the port, and another token.
    forwarded.cut();
    await page.getByRole('alert').getByText('is lost').waitFor();
    await test.stop();
    const other = new URL(await test.dev(['a.py']));
    forwarded.resume(Number(other.port));
    await page.getByRole('alert').getByText('was started again, and has a new address').waitFor();
    await page.close();
    await forwarded.close();
    forgetConnectionErrors();
  });
});
