import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { startWorkbench, type Workbench } from '../src/index.js';
import { ask } from './support/client.js';
import { RecordedSession } from './support/recorded-session.js';

let folder: string;
let session: RecordedSession;
let workbench: Workbench;
let token: string;
let authorized: Record<string, string>;
const action = () => path.join(folder, 'action');
const file = (name: string) => path.join(action(), name);

beforeEach(async () => {
  folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'workbench-')));
  fs.mkdirSync(file('lib'), { recursive: true });
  fs.writeFileSync(file('main.py'), 'def main(args):\n    return args\n');
  fs.writeFileSync(file('lib/helper.py'), 'x = 1\n');
  fs.writeFileSync(file('secret.key'), 'secret');
  fs.writeFileSync(path.join(folder, 'outside.txt'), 'outside');
  session = new RecordedSession();
  workbench = await startWorkbench({ path: action(), session, ignores: (each) => each.endsWith('.key') });
  token = new URL(workbench.url).searchParams.get('token') ?? '';
  authorized = { Authorization: `Bearer ${token}` };
});
afterEach(async () => {
  await workbench.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

const api = (method: string, target: string, body = '', headers: Record<string, string> = {}) =>
  ask(workbench.url, `/api/${target}`, { method, body, headers: { ...authorized, ...headers } });

/** Reads events until one is the last. */
async function readEvents(last: string): Promise<[name: string, data: Record<string, unknown>][]> {
  const response = await fetch(new URL('/api/events', workbench.url), { headers: authorized });
  const events: [string, Record<string, unknown>][] = [];
  let text = '';
  for await (const part of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += Buffer.from(part).toString();
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const [, name = '', data = ''] = /^event: (.*)\ndata: (.*)$/.exec(text.slice(0, end)) ?? [];
      text = text.slice(end + 2);
      events.push([name, JSON.parse(data) as Record<string, unknown>]);
      if (name === last) return events;
    }
  }
  throw new Error(`no event ${last} in ${JSON.stringify(events)}`);
}

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
    const given = Object.entries(headers).map(([name, value]) => [name, value.replace('TOKEN', token)]);
    const answer = await ask(workbench.url, target.replace('TOKEN', token), { headers: Object.fromEntries(given) });
    expect(answer).toMatchObject({ status: 403, headers: { 'referrer-policy': 'no-referrer' } });
    expect(answer.body).not.toContain(token);
  });

  it.each(['127.0.0.1', 'localhost', '[::1]'])('a request for %s, through a forwarded port', async (name) => {
    const headers = { ...authorized, Host: `${name}:8000`, Origin: `http://${name}:8000` };
    expect(await ask(workbench.url, '/api/run', { method: 'POST', headers })).toMatchObject({ status: 202 });
  });

  it('with a policy that allows only what the page has', async () => {
    const { headers, body } = await ask(workbench.url, `/?token=${token}`);
    const policy = String(headers['content-security-policy']);
    const [, nonce] = /'nonce-([^']{20,})'/.exec(policy) ?? [];
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self' 'nonce-");
    expect(policy.replace("style-src-attr 'unsafe-inline'", '')).not.toMatch(/unsafe|\*/);
    expect(body).toContain(`nonce="${nonce}"`);
    expect(body).not.toMatch(/<script(?![^>]* src=)|<style| on\w+=| style=|https?:/);
    const again = await ask(workbench.url, `/?token=${token}`);
    expect(again.body).not.toContain(nonce);
    for (const [, asset = ''] of body.matchAll(/(?:src|href)="([^"]+)"/g)) {
      const answer = await ask(workbench.url, asset);
      expect(answer).toMatchObject({ status: 200, headers: { 'x-content-type-options': 'nosniff' } });
    }
  });

  it('only on loopback, and on that of IPv6 if wanted', async () => {
    expect(new URL(workbench.url).hostname).toBe('127.0.0.1');
    const other = await startWorkbench({ path: action(), session, host: '::1' });
    expect(new URL(other.url).hostname).toBe('[::1]');
    const { pathname, search } = new URL(other.url);
    expect(await ask(other.url, pathname + search)).toMatchObject({ status: 200 });
    await other.close();
  });

  it('nothing else', async () => {
    expect(await api('GET', 'nothing')).toMatchObject({ status: 404 });
    expect(await api('DELETE', 'file?name=main.py')).toMatchObject({ status: 404 });
    expect(await api('GET', 'constructor')).toMatchObject({ status: 404 });
    expect(await api('PUT', 'parameters', `{"a":"${'x'.repeat(17 << 20)}"}`)).toMatchObject({ status: 413 });
  });
});

describe('files', () => {
  it('may all be gone, and are listed when they are there again', async () => {
    await api('GET', 'file?name=main.py');
    fs.renameSync(action(), path.join(folder, 'moved'));
    const [[, gone] = []] = await readEvents('state');
    expect(gone).toMatchObject({ files: [], versions: { 'main.py': null } });
    workbench.publish({ type: 'change' });
    workbench.publish({ type: 'start', id: 'a', parameters: '{}', isWarm: false });
    workbench.publish({ type: 'end', id: 'a', outcome: 'failed', message: 'main.py:1: error: gone' });
    fs.renameSync(path.join(folder, 'moved'), action());
    const [[, state] = []] = await readEvents('state');
    expect(state).toMatchObject({ files: ['lib/helper.py', 'main.py'], versions: { 'main.py': expect.any(String) } });
  });

  it('that the system refuses are refused', async () => {
    const answer = await api('GET', `file?name=${'x'.repeat(300)}`);
    expect(answer).toMatchObject({ status: 403, body: expect.stringContaining('ENAMETOOLONG') });
  });

  it('are read, and written if nobody else has written them', async () => {
    const read = await api('GET', 'file?name=main.py');
    const { text, version } = JSON.parse(read.body) as { text: string; version: string };
    expect(text).toBe('def main(args):\n    return args\n');
    const written = await api('PUT', 'file?name=main.py', 'new\n', { 'If-Match': version });
    expect(written.status).toBe(200);
    expect(fs.readFileSync(file('main.py'), 'utf8')).toBe('new\n');
    fs.writeFileSync(file('main.py'), 'theirs\n');
    const { version: ours } = JSON.parse(written.body) as { version: string };
    for (const given of [ours, version, '']) {
      const refused = await api('PUT', 'file?name=main.py', 'ours\n', { 'If-Match': given });
      expect(refused).toMatchObject({ status: 409, body: 'main.py was changed on disk.' });
    }
    expect(fs.readFileSync(file('main.py'), 'utf8')).toBe('theirs\n');
  });

  it('keep their mode and their other names', async () => {
    fs.chmodSync(file('main.py'), 0o750);
    fs.linkSync(file('main.py'), file('same.py'));
    const { version } = JSON.parse((await api('GET', 'file?name=main.py')).body) as { version: string };
    await api('PUT', 'file?name=main.py', 'x', { 'If-Match': version });
    expect(fs.statSync(file('main.py')).mode & 0o777).toBe(0o750);
    expect(fs.readFileSync(file('same.py'), 'utf8')).toBe('x');
  });

  it('of the action only, not even through a link', async () => {
    fs.symlinkSync(path.join(folder, 'outside.txt'), file('link.txt'));
    fs.symlinkSync(folder, file('up'));
    fs.symlinkSync('main.py', file('inside.py'));
    fs.writeFileSync(file('bytes'), Buffer.from([0xff, 0x00]));
    const statuses: Record<string, number> = {
      'main.py': 200,
      'lib/helper.py': 200,
      'inside.py': 200,
      'link.txt': 403,
      'up/outside.txt': 403,
      '../outside.txt': 403,
      'lib/../../outside.txt': 403,
      [path.join(folder, 'outside.txt')]: 403,
      lib: 403,
      '': 403,
      'main.py\0': 403,
      'secret.key': 403,
      'none.py': 404,
      bytes: 415,
    };
    for (const [name, status] of Object.entries(statuses)) {
      const query = `file?name=${encodeURIComponent(name)}`;
      expect([name, (await api('GET', query)).status]).toEqual([name, status]);
      const { version } = status === 200 ? JSON.parse((await api('GET', query)).body) : { version: 'x' };
      expect([name, (await api('PUT', query, 'x', { 'If-Match': version })).status]).toEqual([name, status]);
    }
    expect(fs.readFileSync(path.join(folder, 'outside.txt'), 'utf8')).toBe('outside');
    expect(fs.readFileSync(file('secret.key'), 'utf8')).toBe('secret');
  });

  it('of a single file are that file', async () => {
    const single = await startWorkbench({ path: file('main.py'), session });
    authorized = { Authorization: `Bearer ${new URL(single.url).searchParams.get('token')}` };
    const status = async (name: string) =>
      (await ask(single.url, `/api/file?name=${name}`, { headers: authorized })).status;
    expect([await status('main.py'), await status('secret.key'), await status('lib/helper.py')]).toEqual([
      200, 403, 403,
    ]);
    await single.close();
  });

  it('are listed, with the versions of those that are open, again when they change', async () => {
    const { version } = JSON.parse((await api('GET', 'file?name=main.py')).body) as { version: string };
    const state = async () => (await readEvents('state'))[0]?.[1];
    const files = ['lib/helper.py', 'main.py'];
    expect(await state()).toMatchObject({ files, versions: { 'main.py': version } });
    const events = readEvents('files');
    const timer = setInterval(() => workbench.publish({ type: 'change' }), 5);
    expect((await events).at(-1)?.[1]).toEqual({ files, versions: { 'main.py': version } });
    clearInterval(timer);
    fs.rmSync(file('main.py'));
    expect(await state()).toMatchObject({ files: ['lib/helper.py'], versions: { 'main.py': null } });
  });
});

describe('runs', () => {
  const log = (text: string) => ({ type: 'log', id: 'a', stream: 'stderr', bytes: Buffer.from(text) }) as const;

  it('are kept with logs, times, result and the places of errors', async () => {
    workbench.publish({ type: 'start', id: 'a', parameters: '{"n":1}', isWarm: false });
    workbench.publish(log('one\ntw'));
    workbench.publish(log('o\n  File "main.py", line 2\nSyntaxError: bad'));
    workbench.publish({ type: 'request', id: 'a', route: 'init', ms: 5, phases: [{ name: 'spawn', ms: 1 }] });
    workbench.publish({ type: 'end', id: 'a', outcome: 'failed', message: 'the action failed' });
    workbench.publish({ type: 'start', id: 'b', parameters: '{}', isWarm: true });
    workbench.publish({ type: 'end', id: 'b', outcome: 'success', result: '{\n    "n": 1\n}' });
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
      workbench.publish({ type: 'start', id: `big ${n}`, parameters: '{}', isWarm: true });
      workbench.publish({ type: 'end', id: `big ${n}`, outcome: 'success', result });
    }
    workbench.publish({ type: 'start', id: 'last', parameters: '{}', isWarm: true });
    const state = async () => {
      const [[, data] = ['', {}]] = await readEvents('state');
      return (data['runs'] as { id: string }[]).map(({ id }) => id);
    };
    expect(await state()).toEqual(['big 3', 'big 4', 'big 5', 'last']);
    for (let n = 1; n <= 150; n++) {
      workbench.publish({ type: 'start', id: `small ${n}`, parameters: '{}', isWarm: true });
    }
    const ids = await state();
    expect([ids.length, ids[0], ids.at(-1)]).toEqual([100, 'small 51', 'small 150']);
  });

  it('send their log lines once, in order, however many', async () => {
    workbench.publish({ type: 'start', id: 'a', parameters: '{}', isWarm: true });
    const lines = Array.from({ length: 100_000 }, (_, index) => `line ${index}`);
    const events = readEvents('inputs');
    for (let at = 0; at < lines.length; at += 10_000) {
      workbench.publish(log(`${lines.slice(at, at + 10_000).join('\n')}\n`));
      await new Promise((resolve) => setImmediate(resolve));
    }
    workbench.publish({ type: 'end', id: 'a', outcome: 'success', result: '{}' });
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
    workbench.publish({ type: 'start', id: 'a', parameters: '{}', isWarm: true });
    for (let n = 0; n < 30; n++) workbench.publish(log('\n'.repeat(10_000)));
    workbench.publish({ type: 'end', id: 'a', outcome: 'success', result: '{}' });
    const lines = JSON.parse((await api('GET', 'logs?id=a')).body) as string[][];
    expect([lines.length, lines.at(-1)?.[1]]).toEqual([250_001, expect.stringContaining('truncated')]);
  });
});

describe('the session', () => {
  it('runs, stops, and gets parameters, settings and inputs', async () => {
    await api('POST', 'run');
    await api('POST', 'stop');
    expect(session.calls).toEqual(['run', 'stop']);
    expect(await api('PUT', 'parameters', '{"n":2}')).toMatchObject({ status: 200 });
    expect(session.parameters).toBe('{"n":2}');
    expect(await api('PUT', 'parameters', '2')).toMatchObject({
      status: 400,
      body: 'the text must contain a JSON object.',
    });
    const settings = { timeoutMs: 100, hasDeadline: false, memoryMb: null, env: { A: 'b' } };
    await api('PUT', 'settings', JSON.stringify(settings));
    expect(session.settings).toEqual(settings);
    for (const wrong of ['', 'null', '{}', '[]', JSON.stringify({ ...settings, timeoutMs: -1 })]) {
      expect(await api('PUT', 'settings', wrong)).toMatchObject({ status: 400 });
    }
    expect(await api('PUT', 'settings', JSON.stringify({ ...settings, env: { A: 1 } }))).toMatchObject({ status: 400 });
    await api('PUT', 'input?name=one', '{"n":1}');
    expect((await api('GET', 'input?name=one')).body).toBe('{"n":1}');
    expect(await api('GET', 'input?name=two')).toMatchObject({ status: 400, body: 'there is no input "two".' });
    expect(await api('GET', 'input')).toMatchObject({ status: 400 });
  });
});
