import { startWorkbench } from '../src/index.js';
import { ask } from './support/client.js';
import { serveAction } from './support/served-action.js';

const served = serveAction();
const { api, readEvents } = served;

describe('who is answered', () => {
  it.each([
    ['no token', '/', {}],
    ['a wrong token', '/?token=wrong', {}],
    ['an asset without a token', '/app.js', {}],
    ['the interface without a token', '/api/events', {}],
    ['the interface with a wrong token', '/api/events', { Authorization: 'Bearer wrong' }],
    ['the interface with the token in its address', '/api/events?token=TOKEN', {}],
    ['the interface with another scheme', '/api/events', { Authorization: 'Basic TOKEN' }],
    ['the name of another host', '/?token=TOKEN', { Host: 'attacker.example' }],
    ['a name that only begins like loopback', '/?token=TOKEN', { Host: '127.0.0.1.attacker.example' }],
    ['an address of the network', '/?token=TOKEN', { Host: '192.168.0.1:8080' }],
    ['another origin', '/api/events', { Authorization: 'Bearer TOKEN', Origin: 'https://attacker.example' }],
    ['an origin without a name', '/api/events', { Authorization: 'Bearer TOKEN', Origin: 'null' }],
    ['another port of this machine', '/api/events', { Authorization: 'Bearer TOKEN', Origin: 'http://127.0.0.1:1' }],
    ['a page of another site', '/api/events', { Authorization: 'Bearer TOKEN', 'Sec-Fetch-Site': 'cross-site' }],
    ['a page of another port', '/api/events', { Authorization: 'Bearer TOKEN', 'Sec-Fetch-Site': 'same-site' }],
    ['an unknown path without a token', '/nothing', {}],
  ])('not: %s', async (_, target, headers: Record<string, string>) => {
    const given = Object.entries(headers).map(([name, value]) => [name, value.replace('TOKEN', served.token)]);
    const answer = await ask(served.workbench.url, target.replace('TOKEN', served.token), {
      headers: Object.fromEntries(given),
    });
    expect(answer).toMatchObject({ status: 403, headers: { 'referrer-policy': 'no-referrer' } });
    expect(answer.body).not.toContain(served.token);
  });

  it.each(['127.0.0.1', 'localhost', '[::1]'])('a request for %s, through a forwarded port', async (name) => {
    const headers = { ...served.authorized, Host: `${name}:8000`, Origin: `http://${name}:8000` };
    expect(await ask(served.workbench.url, '/api/run', { method: 'POST', headers })).toMatchObject({ status: 202 });
  });

  it('with a policy that allows only what the page has', async () => {
    const { headers, body } = await ask(served.workbench.url, `/?token=${served.token}`);
    const policy = String(headers['content-security-policy']);
    const [, nonce] = /'nonce-([^']{20,})'/.exec(policy) ?? [];
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self' 'nonce-");
    expect(policy.replace("style-src-attr 'unsafe-inline'", '')).not.toMatch(/unsafe|\*/);
    expect(body).toContain(`nonce="${nonce}"`);
    expect(body).not.toMatch(/<script(?![^>]* src=)|<style| on\w+=| style=|https?:/);
    const again = await ask(served.workbench.url, `/?token=${served.token}`);
    expect(again.body).not.toContain(nonce);
    for (const [, asset = ''] of body.matchAll(/(?:src|href)="([^"]+)"/g)) {
      const answer = await ask(served.workbench.url, asset);
      expect(answer).toMatchObject({ status: 200, headers: { 'x-content-type-options': 'nosniff' } });
    }
  });

  it('only on loopback, and on that of IPv6 if wanted', async () => {
    expect(new URL(served.workbench.url).hostname).toBe('127.0.0.1');
    const other = await startWorkbench({ path: served.action, session: served.session, host: '::1' });
    expect(new URL(other.url).hostname).toBe('[::1]');
    const { pathname, search } = new URL(other.url);
    expect(await ask(other.url, pathname + search)).toMatchObject({ status: 200 });
    await other.close();
  });

  it('nothing else', async () => {
    expect(await api('GET', 'nothing')).toMatchObject({ status: 404 });
    expect(await api('PATCH', 'file?name=main.py')).toMatchObject({ status: 404 });
    expect(await api('GET', 'constructor')).toMatchObject({ status: 404 });
    expect(await api('PUT', 'parameters', `{"a":"${'x'.repeat(17 << 20)}"}`)).toMatchObject({ status: 413 });
  });
});

describe('runs', () => {
  const log = (text: string) => ({ type: 'log', id: 'a', stream: 'stderr', bytes: Buffer.from(text) }) as const;

  it('are kept with logs, times, result and the places of errors', async () => {
    served.workbench.publish({ type: 'start', id: 'a', parameters: '{"n":1}', isWarm: false });
    served.workbench.publish(log('one\ntw'));
    served.workbench.publish(log('o\n  File "main.py", line 2\nSyntaxError: bad'));
    served.workbench.publish({ type: 'request', id: 'a', route: 'init', ms: 5, phases: [{ name: 'spawn', ms: 1 }] });
    served.workbench.publish({ type: 'end', id: 'a', outcome: 'failed', message: 'the action failed' });
    served.workbench.publish({ type: 'start', id: 'b', parameters: '{}', isWarm: true });
    served.workbench.publish({ type: 'end', id: 'b', outcome: 'success', result: '{\n    "n": 1\n}' });
    const [state] = await readEvents('state');
    expect(state?.[1]).toMatchObject({
      runs: [
        {
          id: 'a',
          number: 1,
          outcome: 'failed',
          message: 'the action failed',
          logLines: 4,
          requests: [{ route: 'init', ms: 5, phases: [{ name: 'spawn', ms: 1 }] }],
          problems: [{ file: 'main.py', line: 2, severity: 'error', message: 'SyntaxError: bad' }],
        },
        { id: 'b', number: 2, isWarm: true, outcome: 'success', resultLength: 14 },
      ],
    });
    expect(JSON.parse((await api('GET', 'logs?id=a')).body)).toEqual([
      ['stderr', 'one'],
      ['stderr', 'two'],
      ['stderr', '  File "main.py", line 2'],
      ['stderr', 'SyntaxError: bad'],
    ]);
    expect((await api('GET', 'result?id=b')).body).toBe('{\n    "n": 1\n}');
    expect((await api('GET', 'run-parameters?id=a')).body).toBe('{"n":1}');
    expect((await api('GET', 'compare?before=a&after=b')).body).toBe('- the action failed\n+ {\n    "n": 1\n}');
    expect(await api('GET', 'result?id=c')).toMatchObject({ status: 404 });
  });

  it('are forgotten beyond the limits, the oldest first', async () => {
    const result = 'x'.repeat(20 << 20);
    for (let n = 1; n <= 5; n++) {
      served.workbench.publish({ type: 'start', id: `big ${n}`, parameters: '{}', isWarm: true });
      served.workbench.publish({ type: 'end', id: `big ${n}`, outcome: 'success', result });
    }
    served.workbench.publish({ type: 'start', id: 'last', parameters: '{}', isWarm: true });
    const state = async () => {
      const [[, data] = ['', {}]] = await readEvents('state');
      return (data['runs'] as { id: string }[]).map(({ id }) => id);
    };
    expect(await state()).toEqual(['big 3', 'big 4', 'big 5', 'last']);
    for (let n = 1; n <= 150; n++) {
      served.workbench.publish({ type: 'start', id: `small ${n}`, parameters: '{}', isWarm: true });
    }
    const ids = await state();
    expect([ids.length, ids[0], ids.at(-1)]).toEqual([100, 'small 51', 'small 150']);
  });

  it.each([
    ['a short result', 'x'.repeat(65_536), 'x'.repeat(65_536)],
    ['not a long one', 'x'.repeat(65_537), undefined],
  ])('send with their end %s', async (_, result, sent) => {
    const events = readEvents('inputs');
    await api('POST', 'run');
    served.workbench.publish({ type: 'start', id: 'a', parameters: '{}', isWarm: true });
    served.workbench.publish({ type: 'end', id: 'a', outcome: 'success', result });
    await api('PUT', 'input?name=last', '{}');
    const [started, ended] = (await events).filter(([name]) => name === 'run').map(([, data]) => data);
    expect([started?.['result'], ended?.['result']]).toEqual([undefined, sent]);
    expect(ended).toMatchObject({ run: { outcome: 'success', resultLength: result.length }, ids: ['a'] });
  });

  it('send their log lines once, in order, however many', async () => {
    served.workbench.publish({ type: 'start', id: 'a', parameters: '{}', isWarm: true });
    const lines = Array.from({ length: 100_000 }, (_, index) => `line ${index}`);
    const events = readEvents('inputs');
    for (let at = 0; at < lines.length; at += 10_000) {
      served.workbench.publish(log(`${lines.slice(at, at + 10_000).join('\n')}\n`));
      await new Promise((resolve) => setImmediate(resolve));
    }
    served.workbench.publish({ type: 'end', id: 'a', outcome: 'success', result: '{}' });
    await api('PUT', 'input?name=last', '{}');
    const received: unknown[] = [];
    for (const [name, data] of await events) {
      if (name === 'log') {
        expect(data['from']).toBe(received.length);
        received.push(...(data['lines'] as string[][]).map(([, text]) => text));
      }
    }
    // What has not been sent when the last event comes follows it.
    expect(received).toEqual(lines.slice(0, received.length));
    expect((JSON.parse((await api('GET', 'logs?id=a')).body) as unknown[]).length).toBe(100_000);
  });

  it('have no more lines than can be kept', async () => {
    served.workbench.publish({ type: 'start', id: 'a', parameters: '{}', isWarm: true });
    for (let n = 0; n < 30; n++) served.workbench.publish(log('\n'.repeat(10_000)));
    served.workbench.publish({ type: 'end', id: 'a', outcome: 'success', result: '{}' });
    const lines = JSON.parse((await api('GET', 'logs?id=a')).body) as string[][];
    expect([lines.length, lines.at(-1)?.[1]]).toEqual([250_001, expect.stringContaining('truncated')]);
  });
});

describe('the session', () => {
  it('runs, stops, and gets parameters, settings and inputs', async () => {
    await api('POST', 'run');
    await api('POST', 'stop');
    expect(served.session.calls).toEqual(['run', 'stop']);
    expect(await api('PUT', 'parameters', '{"n":2}')).toMatchObject({ status: 200 });
    expect(served.session.parameters).toBe('{"n":2}');
    expect(await api('PUT', 'parameters', '2')).toMatchObject({
      status: 400,
      body: 'the text must contain a JSON object.',
    });
    const settings = { timeoutMs: 100, hasDeadline: false, memoryMb: null, logsMb: 20, env: { A: 'b' } };
    await api('PUT', 'settings', JSON.stringify(settings));
    expect(served.session.settings).toEqual(settings);
    const wrongMembers = [
      { timeoutMs: -1 },
      // A timer would be over at once.
      { timeoutMs: 2_147_483_648 },
      { timeoutMs: null },
      { memoryMb: 5 },
      { memoryMb: 0.5 },
      { logsMb: 0 },
      { logsMb: 1025 },
      { logsMb: '1' },
      { env: { A: 1 } },
    ];
    const wrongTexts = wrongMembers.map((members) => JSON.stringify({ ...settings, ...members }));
    for (const wrong of ['', 'null', '{}', '[]', ...wrongTexts]) {
      expect(await api('PUT', 'settings', wrong)).toMatchObject({ status: 400 });
    }
    expect(served.session.settings).toEqual(settings);
    await api('PUT', 'input?name=one', '{"n":1}');
    expect((await api('GET', 'input?name=one')).body).toBe('{"n":1}');
    expect(await api('GET', 'input?name=two')).toMatchObject({ status: 400, body: 'there is no input "two".' });
    expect(await api('GET', 'input')).toMatchObject({ status: 400 });
  });
});
