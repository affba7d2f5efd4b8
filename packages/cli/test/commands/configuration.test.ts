import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setUpCommandSandbox } from '../../../core/test/support/command-sandbox.js';
import { eventually, runHere, start } from '../support/command.js';
import { serve, socketOf } from '../support/served.js';

const sandbox = setUpCommandSandbox();
beforeEach(() => {
  sandbox.write('a.txt', 'echo "{\\"got\\":$1,\\"v\\":\\"$V\\"}"\n');
  configure('file');
});

function configure(v: string): void {
  sandbox.write('actionrunner.json', JSON.stringify({ runner: 'bash', env: { V: v }, parameters: { a: 1, b: 2 } }));
}

it('invoke and build use it', async () => {
  const { code, stdout, stderr } = await runHere(sandbox, ['invoke', 'a.txt', '-v', '-p', 'b', '3']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: 'configuration: actionrunner.json\nrunner: bash\n' });
  expect(JSON.parse(stdout)).toEqual({ got: { a: 1, b: 3 }, v: 'file' });
  expect(await runHere(sandbox, ['build', 'a.txt', '-o', 'a.zip'])).toMatchObject({ code: 0, stderr: '' });
  expect(readFileSync(join(sandbox.folder, 'a.zip')).includes('exec')).toBe(true);
});

it('serve uses it', async () => {
  const served = await serve(sandbox, ['a.txt', '--socket', socketOf(sandbox)]);
  expect(await served.post('/run', { value: { b: 3 } })).toMatchObject({
    body: { got: { a: 1, b: 3 }, v: 'file' },
  });
  await served.stop();
});

it('limits the logs, which the record says', async () => {
  sandbox.write('a.txt', 'head -c 3000000 /dev/zero | tr "\\0" x | fold >&2\necho {}\n');
  sandbox.write('actionrunner.json', JSON.stringify({ runner: 'bash', limits: { logs: 2 } }));
  const { code, stdout, stderr } = await runHere(sandbox, ['invoke', 'a.txt', '--record']);
  expect(code).toBe(0);
  expect(stderr).toContain('exceeds the limit of 2097152 bytes');
  expect(JSON.parse(stdout)).toMatchObject({
    annotations: expect.arrayContaining([{ key: 'limits', value: expect.objectContaining({ logs: 2 }) }]),
  });
});

it('dev uses it, and reads it again when it is saved', async () => {
  const { child, output, ended } = start(sandbox, ['dev', 'a.txt']);
  await eventually('the first result', () => output.stderr.includes('\nok: '));
  expect(output.stderr).toMatch(/^configuration: actionrunner\.json\n/);
  configure('other');
  await eventually('the second result', () => output.stderr.split('\nok: ').length > 2);
  expect(output.stdout).toContain('"v": "other"');
  sandbox.write('actionrunner.json', '{');
  await eventually('the error', () => output.stderr.includes('actionrunner.json must contain a JSON object: line 1'));
  child.kill('SIGINT');
  expect(await ended).toMatchObject({ code: 130 });
});

it('it is no part of an action that is a directory', async () => {
  sandbox.write('project/exec', '#!/bin/sh\nls "$(dirname "$0")" >&2; echo "{\\"v\\":\\"$V\\"}"\n', 0o755);
  sandbox.write('project/actionrunner.json', '{"env":{"V":"secret"}}');
  const { stdout, stderr } = await runHere(sandbox, ['invoke', 'project']);
  expect(JSON.parse(stdout)).toEqual({ v: 'secret' });
  expect(stderr).toBe('exec\n');
});
