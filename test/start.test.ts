import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const START = path.join(ROOT, 'scripts', 'start.mjs');
const TIMEOUT_MS = 240_000;
const ESCAPE = '\u001b';

/** What whoever runs the tests says about colours does not count. */
const withoutColours = { CI: undefined, NO_COLOR: undefined, FORCE_COLOR: undefined };

/** What the examples and their runtime call, beside what a test leaves out. */
const PROGRAMS = ['bash', 'sh', 'cat', 'date', 'jq', 'sed', 'wc', 'gcc', 'python3'];

/** Enough for the example of an archive, and for the stub. */
const WITHOUT_JQ = PROGRAMS.filter((program) => !['jq', 'gcc', 'python3'].includes(program));

const missing = PROGRAMS.filter((program) => !find(program));
if (missing.length > 0) {
  console.warn(`SKIPPED: npm start with all examples needs ${missing}: apt-get install ${missing.join(' ')}`);
}
const itWithAll = missing.length === 0 ? it : it.skip;

function find(program: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  return folders.map((folder) => path.join(folder, program)).find((file) => fs.existsSync(file));
}

describe('npm start', () => {
  let folder: string;
  let bin: string;
  let temp: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'start-'));
    bin = path.join(folder, 'bin');
    temp = path.join(folder, 'temp');
    fs.mkdirSync(bin);
    fs.mkdirSync(temp);
  });
  afterEach(() => {
    const left = fs.readdirSync(temp);
    fs.rmSync(folder, { recursive: true });
    expect(left).toEqual([]);
  });

  const start = (env: Record<string, string> = {}) => {
    const all = { ...process.env, ...withoutColours, TMPDIR: temp, ...env };
    return spawnSync(process.execPath, [START], { env: all, encoding: 'utf8', timeout: TIMEOUT_MS });
  };

  /** A PATH with only the given programs. */
  function onlyWith(programs: readonly string[]): Record<string, string> {
    for (const program of programs) {
      fs.symlinkSync(fs.realpathSync(find(program) as string), path.join(bin, program));
    }
    return { PATH: bin };
  }

  const shown = {
    script: '$ npx actionrunner invoke examples/actions/hello.sh -p name James',
    zip: '$ npx actionrunner invoke build/examples/fortune.zip',
    stub: '$ npx actionrunner invoke --runner native',
  };
  const fortune =
    /log {5}picked line (\d) of 3\nresult {2}\{\n {12}"fortune": "[^"]+"\n {8}\}\nexit {4}0 \(as expected\)/;

  itWithAll('shows command, logs, result and exit code of every example', () => {
    const { status, stdout, stderr } = start();
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const [, script = '', zip = '', python = '', c = '', built = '', stub = '', end] = stdout.split(/\n\n|^\n/);
    expect(script).toContain(shown.script);
    expect(script).toMatch(
      /result {2}\{\n {12}"message": "Hello James! It is .+\."\n {8}\}\nexit {4}0 \(as expected\)/,
    );
    expect(zip).toContain(shown.zip);
    expect(zip).toMatch(fortune);
    expect(python).toMatch(/"message": "Hello, James!"/);
    for (const program of [c, built]) {
      expect(program).toMatch(/^log {5}This is an example log message from an arbitrary C program!$/m);
      expect(program).toMatch(/"args": \{\n {16}"name": "James"\n/);
    }
    expect(stub).toContain(shown.stub);
    expect(stub).toMatch(/^log {5}This is a stub action/m);
    expect(stub).toMatch(/result {2}\{\n {12}"error": "This is a stub .*"\n {8}\}\nexit {4}1 \(as expected\)/);
    expect(end).toBe('6 examples ran as expected, 0 failed, 0 skipped.\n');
    expect(stdout).not.toContain(ESCAPE);
  });

  itWithAll('leaves an archive that the shown command runs again', () => {
    start(onlyWith(WITHOUT_JQ));
    const [, ...args] = shown.zip.replace('$ npx ', '').split(' ');
    const command = path.join(ROOT, 'packages', 'cli', 'bin', 'actionrunner.js');
    const env = { ...process.env, TMPDIR: temp };
    const { status, stdout } = spawnSync(process.execPath, [command, ...args], { cwd: ROOT, env, encoding: 'utf8' });
    const lines = fs.readFileSync(path.join(ROOT, 'examples/actions/fortune/fortunes.txt'), 'utf8').split('\n');
    expect(status).toBe(0);
    expect(lines).toContain((JSON.parse(stdout) as { fortune: string }).fortune);
  });

  itWithAll('says how to install jq when it is missing, and runs the others', () => {
    const { status, stdout } = start(onlyWith(WITHOUT_JQ));
    expect(status).toBe(0);
    expect(stdout).toContain(
      `skipped jq is missing; install it with: sudo apt-get install jq (Debian), brew install jq (macOS)\n`,
    );
    expect(stdout).toMatch(fortune);
    expect(stdout).toContain('\n2 examples ran as expected, 0 failed, 4 skipped.\n');
  });

  itWithAll('succeeds with the stub alone', () => {
    const { status, stdout } = start(onlyWith(['sh', 'cat']));
    expect(status).toBe(0);
    expect(stdout).toContain('skipped bash is missing; install it with: ');
    expect(stdout).toContain('\n1 examples ran as expected, 0 failed, 5 skipped.\n');
  });

  itWithAll('fails when an example fails, and still runs the others', () => {
    const env = onlyWith(WITHOUT_JQ);
    // A name with a quote breaks the answer of the script.
    fs.writeFileSync(path.join(bin, 'jq'), "#!/bin/sh\necho '\"'\n", { mode: 0o755 });
    const { status, stdout } = start(env);
    expect(status).toBe(1);
    expect(stdout).toContain('exit    2 (expected: 0)\n');
    expect(stdout).toMatch(/^log {5}actionrunner: the action failed: .*dictionary or array/m);
    expect(stdout).toContain('\n2 examples ran as expected, 1 failed, 3 skipped.\n');
  });

  const script = spawnSync('script', ['-qec', 'true', '/dev/null']).status === 0;
  if (!script) console.warn('SKIPPED: colours on a terminal need script(1): apt-get install bsdutils');
  (script ? it : it.skip)('has colours on a terminal', () => {
    // One example is enough: that of the stub.
    const few = onlyWith(['sh', 'cat', 'script']);
    const env = { ...process.env, ...withoutColours, ...few, TMPDIR: temp, TERM: 'xterm', SHELL: '/bin/sh' };
    const command = `'${process.execPath}' '${START}'`;
    const { stdout } = spawnSync('script', ['-qec', command, '/dev/null'], {
      env,
      encoding: 'utf8',
      timeout: TIMEOUT_MS,
    });
    expect(stdout).toContain(`${ESCAPE}[32m1 (as expected)`);
  });
});
