import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { CaseResult } from '../src/report.js';
import { runConformance } from '../src/run-conformance.js';
import { commandTarget } from '../src/target/command-target.js';

const DIST = fileURLToPath(new URL('../dist/index.js', import.meta.url));
const TWO = ['init/accepts-code', 'init/answer-has-length', 'init/null-main', 'run/answers-result', 'run/array'];

/** A server as a program for Node.js. @param handle what it does with a request and a response */
function server(handle: string): string[] {
  const code = `require('node:http').createServer((request, response) => { ${handle} }).listen(process.env.PORT, '127.0.0.1')`;
  return [process.execPath, '-e', code];
}

/** @param limits in milliseconds; a busy machine takes long for what is not about them */
async function check(
  argv: readonly string[],
  cases = TWO,
  { answerLimitMs = 60_000, startLimitMs = 60_000 } = {},
): Promise<readonly CaseResult[]> {
  const target = commandTarget(argv, { startLimitMs });
  const { results } = await runConformance({ target, cases, answerLimitMs });
  return results;
}

const reasons = (results: readonly CaseResult[]): (string | undefined)[] => [
  ...new Set(results.map(({ reason }) => reason)),
];

test('a target that never answers is given up', async () => {
  const results = await check(server(''), TWO, { answerLimitMs: 500 });
  expect(reasons(results)).toContain('POST /init: no answer after 500 ms');
  expect(results.every(({ outcome }) => outcome !== 'passed')).toBe(true);
});

test('a target that never listens', async () => {
  const target = commandTarget(['sleep', '100'], { startLimitMs: 300 });
  const { results } = await runConformance({ target, cases: TWO });
  expect(results[0]?.reason).toMatch(/^the command did not listen on port \d+ of 127\.0\.0\.1 within 300 ms$/);
});

test('a target that exits at once, with what it wrote', async () => {
  const results = await check(['sh', '-c', 'echo no licence >&2; exit 7']);
  expect(results[0]?.reason).toMatch(
    /^the command exited with status 7 before it listened on port \d+ of 127\.0\.0\.1$/,
  );
  expect(results[0]?.evidence?.stderr).toBe('no licence\n');
});

test.each([
  ['does not exist', ['/nonexistent/program'], 'there is no such program here (ENOENT).'],
  ['is not executable', ['/dev/null'], 'it is not executable (EACCES).'],
  [
    'is a whole command',
    ['python3 server.py {port}'],
    'there is no such program here (ENOENT). Its arguments must be words of their own, without quotes around all of them.',
  ],
])('a program that %s is no target', async (_, argv, why) => {
  const message = `The command "${argv[0]}" cannot be started: ${why}`;
  await expect(check(argv)).rejects.toMatchObject({ code: 'ERR_CONFORMANCE_TARGET', message });
});

test('a target that dies in the middle of an answer', async () => {
  const half = "response.writeHead(200, { 'content-length': 100 }); response.write('{', () => process.exit(1));";
  const [result] = await check(server(half));
  expect(result?.reason).toBe('POST /init: the connection was closed in the middle of the answer');
});

test.each([
  ['half of its JSON', `response.end('{"ok":tru')`, 'text that is not JSON: "{\\"ok\\":tru"'],
  ['nothing', 'response.end()', 'an empty body'],
  [
    'compressed JSON',
    "response.setHeader('content-encoding', 'gzip').end('?')",
    'a body that is compressed (gzip): "?"',
  ],
])('a target that answers %s', async (_, handle, got) => {
  const [result] = await check(server(handle), ['run/answers-result']);
  expect(result?.reason).toMatch(/^the body of the answer to POST \/run: expected [{].*[}], got /);
  expect(result?.reason?.split(', got ').at(-1)).toBe(got);
});

test('a target that does not speak HTTP', async () => {
  // It reads all of the request: a connection that is closed before that may lose the answer.
  const code =
    "require('node:net').createServer((socket) => socket.resume().once('data', () => socket.end('hello'))).listen(process.env.PORT, '127.0.0.1')";
  const [result] = await check([process.execPath, '-e', code]);
  expect(result?.reason).toMatch(/^POST \/init: the answer is not HTTP/);
});

test('a target that answers 100 MB', async () => {
  const endless =
    "response.writeHead(200); const part = Buffer.alloc(1e6); let left = 100; (function more() { while (left-- > 0) if (!response.write(part)) return response.once('drain', more); response.end(); })();";
  const [result] = await check(server(endless), TWO.slice(0, 1));
  expect(result?.reason).toBe('POST /init: the answer is longer than 16777216 bytes');
  expect(JSON.stringify(result).length).toBeLessThan(10_000);
});

test('a target that floods its logs is killed', async () => {
  const flood = 'const part = Buffer.alloc(1e6, 10); (function more() { process.stdout.write(part, more); })();';
  const [result] = await check(server(flood), TWO.slice(0, 1));
  expect(result?.reason).toBe('the runtime floods its logs: it was killed');
  expect(JSON.stringify(result).length).toBeLessThan(20_000);
});

test('what has left the process group of the target is killed, too', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'conformance-test-'));
  const file = path.join(folder, 'pid');
  try {
    const command = `setsid sh -c 'echo $$ > ${file}; exec sleep 1000' & wait`;
    await check(['sh', '-c', command], TWO, { startLimitMs: 3_000 });
    expect(isAlive(Number(fs.readFileSync(file, 'utf8')))).toBe(false);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});

test.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)('nothing is left when the kit gets %s', async (signal) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'conformance-test-'));
  const file = path.join(folder, 'pid');
  const silent = server(`require('node:fs').writeFileSync(${JSON.stringify(file)}, String(process.pid))`);
  const kit = `import { commandTarget, runConformance } from ${JSON.stringify(DIST)};
    await runConformance({ target: commandTarget(${JSON.stringify(silent)}), cases: ['init/accepts-code'] });`;
  const env = { ...process.env, TMPDIR: folder };
  const child = spawn(process.execPath, ['--input-type=module', '-e', kit], { env, stdio: 'ignore' });
  const isLeft = (pid: number) => isAlive(pid) || fs.readdirSync(folder).length > 1;
  try {
    while (!fs.existsSync(file) || fs.readFileSync(file, 'utf8') === '') await sleep(20);
    const pid = Number(fs.readFileSync(file, 'utf8'));
    child.kill(signal);
    expect(await once(child, 'exit')).toEqual([null, signal]);
    for (let tries = 0; isLeft(pid) && tries < 1_500; tries += 1) await sleep(20);
    expect({ isAlive: isAlive(pid), files: fs.readdirSync(folder) }).toEqual({ isAlive: false, files: ['pid'] });
  } finally {
    child.kill('SIGKILL');
    fs.rmSync(folder, { recursive: true });
  }
});

/** A zombie is no longer alive. */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(fs.readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false; // it is gone
  }
}
