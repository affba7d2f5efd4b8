// Long because it has a test for each request about files, and for each refusal.
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { ActionFiles } from '../src/files/action-files.js';
import { startWorkbench } from '../src/index.js';
import { ask } from './support/client.js';
import { serveAction } from './support/served-action.js';

const served = serveAction();
const { api, file, readEvents } = served;

describe('files', () => {
  it('may all be gone, and are listed when they are there again', async () => {
    await api('GET', 'file?name=main.py');
    fs.renameSync(served.action, path.join(served.folder, 'moved'));
    const [[, gone] = []] = await readEvents('state');
    expect(gone).toMatchObject({ files: [], versions: { 'main.py': null } });
    served.workbench.publish({ type: 'change' });
    served.workbench.publish({ type: 'start', id: 'a', parameters: '{}', isWarm: false });
    served.workbench.publish({ type: 'end', id: 'a', outcome: 'failed', message: 'main.py:1: error: gone' });
    fs.renameSync(path.join(served.folder, 'moved'), served.action);
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
    fs.symlinkSync(path.join(served.folder, 'outside.txt'), file('link.txt'));
    fs.symlinkSync(served.folder, file('up'));
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
      [path.join(served.folder, 'outside.txt')]: 403,
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
    expect(fs.readFileSync(path.join(served.folder, 'outside.txt'), 'utf8')).toBe('outside');
    expect(fs.readFileSync(file('secret.key'), 'utf8')).toBe('secret');
  });

  it('of a single file are that file', async () => {
    const single = await startWorkbench({ path: file('main.py'), session: served.session });
    const authorized = { Authorization: `Bearer ${new URL(single.url).searchParams.get('token')}` };
    const status = async (name: string) =>
      (await ask(single.url, `/api/file?name=${name}`, { headers: authorized })).status;
    expect([await status('main.py'), await status('secret.key'), await status('lib/helper.py')]).toEqual([
      200, 403, 403,
    ]);
    const change = await ask(single.url, '/api/file?name=b.py', { method: 'POST', headers: authorized });
    expect(change).toMatchObject({ status: 403, body: 'The action is one file: others are of no use to it.' });
    await single.close();
  });

  it('are listed, with the versions of those that are open, again when they change', async () => {
    const { version } = JSON.parse((await api('GET', 'file?name=main.py')).body) as { version: string };
    const state = async () => (await readEvents('state'))[0]?.[1];
    const files = ['lib/helper.py', 'main.py'];
    expect(await state()).toMatchObject({ files, versions: { 'main.py': version } });
    const events = readEvents('files');
    const timer = setInterval(() => served.workbench.publish({ type: 'change' }), 5);
    expect((await events).at(-1)?.[1]).toEqual({
      files,
      isFolder: true,
      isCut: false,
      versions: { 'main.py': version },
    });
    clearInterval(timer);
    fs.rmSync(file('main.py'));
    expect(await state()).toMatchObject({ files: ['lib/helper.py'], versions: { 'main.py': null } });
  });
});

it('only when there are more files than are listed, it is said', () => {
  const folder = fs.mkdtempSync(path.join(tmpdir(), 'workbench-many-'));
  try {
    fs.mkdirSync(path.join(folder, 'deep'));
    for (let index = 0; index < 2_000; index++) {
      fs.writeFileSync(path.join(folder, `${index}.py`), '');
    }
    const files = new ActionFiles(folder, (name) => name.endsWith('.log'));
    fs.writeFileSync(path.join(folder, 'deep', 'a.log'), '');
    const all = files.list();
    expect([all.names.length, all.isCut]).toEqual([2_000, false]);
    fs.writeFileSync(path.join(folder, 'deep', 'a.py'), '');
    expect(files.list()).toEqual({ names: all.names, isCut: true });
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});

describe('files of a folder', () => {
  const versionOf = async (name: string) =>
    (JSON.parse((await api('GET', `file?name=${name}`)).body) as { version: string }).version;
  const listed = async () => (await readEvents('state'))[0]?.[1]['files'];

  it('are created, with the folders that they need, renamed and deleted', async () => {
    const created = await api('POST', 'file?name=new/deep/a.py', 'a = 1\n');
    expect(created).toMatchObject({ status: 201 });
    expect(JSON.parse(created.body)).toEqual({ version: await versionOf('new/deep/a.py') });
    expect(await api('POST', 'rename?name=new/deep/a.py&to=other/b.py')).toMatchObject({ status: 200 });
    expect(fs.readFileSync(file('other/b.py'), 'utf8')).toBe('a = 1\n');
    // Folders that have nothing are not kept, as in git.
    expect(fs.existsSync(file('new'))).toBe(false);
    expect(await listed()).toEqual(['lib/helper.py', 'main.py', 'other/b.py']);
    const headers = { 'If-Match': await versionOf('other/b.py') };
    expect(await api('DELETE', 'file?name=other/b.py', '', headers)).toMatchObject({ status: 200 });
    expect(fs.existsSync(file('other'))).toBe(false);
    expect(await listed()).toEqual(['lib/helper.py', 'main.py']);
  });

  it('keep their mode and their version with another name', async () => {
    fs.chmodSync(file('main.py'), 0o750);
    const version = await versionOf('main.py');
    await api('POST', 'rename?name=main.py&to=other.py');
    expect(fs.statSync(file('other.py')).mode & 0o777).toBe(0o750);
    expect(await versionOf('other.py')).toBe(version);
  });

  it('are known to all pages as soon as they are changed', async () => {
    let isKnown = false;
    const events = readEvents('files').finally(() => {
      isKnown = true;
    });
    // Until a page is connected, a change is a part of the state that it gets.
    while (!isKnown) {
      await api('POST', 'file?name=new.py');
      await api('DELETE', 'file?name=new.py', '', { 'If-Match': '*' });
    }
    expect((await events).at(-1)?.[0]).toBe('files');
  });

  it('overwrite nothing', async () => {
    fs.symlinkSync('nowhere', file('dangling'));
    for (const name of ['main.py', 'lib', 'dangling']) {
      const answer = { status: 409, body: `${name} is there already. It is not overwritten.` };
      expect(await api('POST', `file?name=${name}`, 'x')).toMatchObject(answer);
      expect(await api('POST', `rename?name=lib/helper.py&to=${name}`)).toMatchObject(answer);
    }
    fs.linkSync(file('main.py'), file('MAIN.py'));
    expect(await api('POST', 'rename?name=main.py&to=MAIN.py')).toMatchObject({ status: 409 });
    expect(fs.readFileSync(file('main.py'), 'utf8')).toBe('def main(args):\n    return args\n');
    expect(fs.readFileSync(file('lib/helper.py'), 'utf8')).toBe('x = 1\n');
    expect(fs.readlinkSync(file('dangling'))).toBe('nowhere');
  });

  it('are not deleted if somebody else has changed them', async () => {
    const version = await versionOf('main.py');
    fs.writeFileSync(file('main.py'), 'theirs\n');
    for (const given of [version, '']) {
      const answer = await api('DELETE', 'file?name=main.py', '', { 'If-Match': given });
      expect(answer).toMatchObject({ status: 409, body: 'main.py was changed on disk.' });
    }
    expect(fs.readFileSync(file('main.py'), 'utf8')).toBe('theirs\n');
    // One that is no text has no version.
    fs.writeFileSync(file('bytes'), Buffer.from([0xff, 0x00]));
    expect(await api('DELETE', 'file?name=bytes', '', { 'If-Match': '*' })).toMatchObject({ status: 200 });
  });

  it('stay in the folder, whatever the names', async () => {
    fs.symlinkSync(served.folder, file('up'));
    fs.symlinkSync('lib', file('same'));
    fs.symlinkSync('main.py', file('link.py'));
    const names = [
      ...['', '/', '.', '..', '../b', 'lib/../../b', 'lib/..', './b', 'lib//b', 'lib/', '/b', `${served.folder}/b`],
      ...[
        'up/b',
        'up/outside.txt',
        'up/new/b',
        'same/b',
        'main.py/b',
        'a\\b',
        'a\nb',
        'a\0b',
        'x'.repeat(300),
        'new.key',
      ],
    ];
    const before = fs.readdirSync(served.folder, { recursive: true }).sort();
    for (const name of names) {
      const query = encodeURIComponent(name);
      const statuses = [
        (await api('POST', `file?name=${query}`, 'x')).status,
        (await api('POST', `rename?name=main.py&to=${query}`)).status,
      ];
      expect([name, ...statuses]).toEqual([name, 403, 403]);
    }
    for (const name of [...names, 'link.py', 'lib', 'secret.key', 'none.py']) {
      const query = encodeURIComponent(name);
      const removed = await api('DELETE', `file?name=${query}`, '', { 'If-Match': '*' });
      const renamed = await api('POST', `rename?name=${query}&to=b.py`);
      const status = name === 'none.py' ? 404 : 403;
      expect([name, removed.status, renamed.status]).toEqual([name, status, status]);
    }
    expect(fs.readdirSync(served.folder, { recursive: true }).sort()).toEqual(before);
  });

  it('are not created in a folder that is gone', async () => {
    fs.renameSync(served.action, path.join(served.folder, 'moved'));
    const answer = await api('POST', 'file?name=a.py');
    expect(answer).toMatchObject({ status: 404, body: 'The folder of the action is not there.' });
    expect(fs.existsSync(served.action)).toBe(false);
  });

  it.each([
    ['no token', { Authorization: '' }],
    ['another origin', { Origin: 'https://attacker.example' }],
    ['a page of another port', { 'Sec-Fetch-Site': 'same-site' }],
    ['the name of another host', { Host: 'attacker.example' }],
  ])('are not changed for %s', async (_, given) => {
    const headers = { 'If-Match': '*', ...given };
    expect(await api('POST', 'file?name=a.py', 'x', headers)).toMatchObject({ status: 403 });
    expect(await api('POST', 'rename?name=main.py&to=a.py', '', headers)).toMatchObject({ status: 403 });
    expect(await api('DELETE', 'file?name=main.py', '', headers)).toMatchObject({ status: 403 });
    expect(await listed()).toEqual(['lib/helper.py', 'main.py']);
  });
});
