import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { DOCKER } from '../../../../test/containers/support/docker.js';
import { setUpCommandSandbox } from '../../../core/test/support/command-sandbox.js';
import type { ActivationRecord } from '../../src/activations/activation-record.js';
import { eventually, run, start } from '../support/command.js';
import { buildImage, containersOf, leftContainers, removeImage, WITH_ENGINE } from '../support/engine.js';

const IMAGE = 'actionrunner/bash:0.1';

/** Listens, logs each request and answers none; after `/init` it does what it is told to. */
const server = (afterInit: string) =>
  `require("http").createServer((q, s) => { console.log("got " + q.url); if (q.url === "/init") s.end("{}"); else { ${afterInit} } }).listen(8080)`;

describe('invoke --image', () => {
  const sandbox = setUpCommandSandbox();
  afterEach(async () => expect(await leftContainers()).toEqual([]));

  const invoke = (...args: readonly string[]) => run(sandbox, ['invoke', ...args], WITH_ENGINE);

  it('prints the result on stdout and the logs on stderr, without their frames', async () => {
    sandbox.write('echo.sh', '#!/bin/bash\necho to stdout\necho to stderr >&2\necho "$1"\n');
    const ended = await invoke('echo.sh', '--image', IMAGE, '-p', 'name', 'James');
    expect(ended).toMatchObject({ code: 0, stdout: '{\n    "name": "James"\n}\n' });
    expect(ended.stderr.split('\n').sort()).toEqual(['', 'to stderr', 'to stdout']);
  });

  it('passes -e, --main, -P and -r on', async () => {
    sandbox.write('p.json', '{"a":12345678901234567890}');
    sandbox.write('two.sh', 'other() { echo log >&2; echo "{\\"place\\":\\"$PLACE\\",\\"args\\":$1}"; }\n');
    const args = ['two.sh', '--main', 'other', '-e', 'PLACE=Lisbon', '-P', 'p.json', '-r'];
    const { code, stdout, stderr } = await invoke(...args, '--image', IMAGE);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('12345678901234567890');
    expect(JSON.parse(stdout)).toMatchObject({ place: 'Lisbon' });
  });

  it('runs the code that is built in, as the platform does: with an init that brings none', async () => {
    expect(await invoke('--image', 'actionrunner/baked:0.1', '-p', 'name', 'James')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Hello, James!'),
    });
  });

  it('exits with 1 when the action answers with an error, and with 2 when it cannot be initialized', async () => {
    sandbox.write('error.sh', `echo '{"error":"no"}'\n`);
    expect(await invoke('error.sh', '--image', IMAGE)).toMatchObject({ code: 1 });
    sandbox.write('broken.sh', 'if\n');
    const broken = await invoke('broken.sh', '--image', IMAGE);
    expect(broken).toMatchObject({ code: 2, stdout: '' });
    // What is wrong is in the logs.
    expect(broken.stderr).toMatch(/syntax error[\s\S]*actionrunner: the action could not be initialized: /);
  });

  it.each([
    ['broken.sh', 'bash', 'if\n', 'broken.sh: line 2: syntax error'],
    ['fails.sh', 'bash', 'no-such-command\necho {}\n', 'fails.sh: line 1: no-such-command: command not found'],
    ['broken.c', 'c', 'int main() { x; }\n', "broken.c:1:14: error: 'x' undeclared"],
    ['broken.py', 'python', 'def main(args)\n', '  File "broken.py", line 1\n'],
    ['fails.py', 'python', 'def main(args):\n    no()\n', '  File "fails.py", line 2, in main\n'],
  ])('names the places of %s as its user does', async (name, runtime, text, place) => {
    sandbox.write(name, text);
    const { stdout, stderr } = await invoke(name, '--image', `actionrunner/${runtime}:0.1`);
    expect(stderr).toContain(place);
    expect(stdout + stderr).not.toMatch(/\/action\/|\bexec:|__main__|main\.c/);
  });

  it('has the limits of the platform and no privileges', async () => {
    const files = ['memory/memory.limit_in_bytes', 'memory/memory.memsw.limit_in_bytes', 'pids/pids.max'];
    const groups = files.map((file) => `/sys/fs/cgroup/${file}`).join(' ');
    const unified = '/sys/fs/cgroup/memory.max /sys/fs/cgroup/memory.swap.max /sys/fs/cgroup/pids.max';
    sandbox.write(
      'limits.sh',
      [
        'status() { sed -n "s/^$1:[[:space:]]*//p" /proc/self/status; }',
        `if [ -e /sys/fs/cgroup/memory.max ]; then files='${unified}'; else files='${groups}'; fi`,
        'set -- $(cat $files)',
        'echo "{\\"memory\\":$1,\\"swap\\":$2,\\"processes\\":$3,\\"files\\":$(ulimit -n),\\"nnp\\":$(status NoNewPrivs),\\"bounds\\":\\"$(status CapBnd)\\"}"',
      ].join('\n'),
    );
    const { stdout } = await invoke('limits.sh', '--image', IMAGE, '--memory', '200m');
    const limits = JSON.parse(stdout) as { swap: number; bounds: string };
    expect(limits).toMatchObject({ memory: 200 * 2 ** 20, processes: 1024, files: 1024, nnp: 1 });
    // Version 1 counts memory and swap together, version 2 swap alone.
    expect([200 * 2 ** 20, 0]).toContain(limits.swap);
    const [NET_ADMIN, NET_RAW, SYS_ADMIN] = [12n, 13n, 21n];
    const bounds = BigInt(`0x${limits.bounds}`);
    expect([NET_ADMIN, NET_RAW, SYS_ADMIN].map((bit) => (bounds >> bit) & 1n)).toEqual([0n, 0n, 0n]);
  });

  it('reaches a container without any network through a socket', async () => {
    sandbox.write('net.sh', 'echo "[\\"$(ls /sys/class/net | xargs)\\"]"\n');
    const { stdout } = await invoke('net.sh', '--image', IMAGE, '--network', 'none');
    expect(JSON.parse(stdout)).toEqual(['lo']);
  });

  it('brings many logs of both streams whole, the last line without its end, too', async () => {
    const lines = (name: string) => `seq -f '${name} %09g' 200000`;
    sandbox.write('logs.sh', `#!/bin/bash\n${lines('out')}\n${lines('err')} >&2\nprintf last >&2\necho '{}'\n`);
    const command = [
      process.execPath,
      join(__dirname, '../../bin/actionrunner.js'),
      'invoke',
      'logs.sh',
      '--image',
      IMAGE,
    ];
    const env = { ...process.env, ACTIONRUNNER_DOCKER: DOCKER, TMPDIR: sandbox.temp };
    const text = execFileSync('sh', ['-c', '"$@" 2>&1 >/dev/null', 'sh', ...command], {
      cwd: sandbox.folder,
      env,
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    });
    const all = text.split('\n');
    const of = (name: string) => all.filter((line) => line.startsWith(name));
    const numbers = Array.from({ length: 200_000 }, (_, index) => String(index + 1).padStart(9, '0'));
    expect(of('out ').join() === numbers.map((number) => `out ${number}`).join()).toBe(true);
    expect(of('err ').join() === numbers.map((number) => `err ${number}`).join()).toBe(true);
    expect(all.filter((line) => !/^(out|err) /.test(line))).toEqual(['last', '']);
  });

  it('tells that the container ran out of memory', async () => {
    expect(await invoke('--image', IMAGE, '--memory', '12m')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(
        `actionrunner: ${IMAGE}: the container exited before it answered (exit status 137, out of memory); its limit is 12 MB.`,
      ),
    });
  });

  it('names the limit of an action that exhausted its memory', async () => {
    sandbox.write('greedy.sh', `head -c 300m /dev/zero | tail\n`);
    const { code, stderr } = await invoke('greedy.sh', '--image', IMAGE, '--memory', '100');
    expect({ code, last: stderr.trimEnd().split('\n').at(-1) }).toEqual({
      code: 2,
      last: 'actionrunner: the action failed: The action exhausted its memory and was aborted. Its limit is 100 MB (--memory). (HTTP status 502)',
    });
  });

  it('never fetches an image', async () => {
    const ended = await invoke('--image', 'registry.example/none:1.0');
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain('registry.example/none:1.0: the container cannot be created: ');
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('removes the container on %s, also when it comes twice', async (signal, code) => {
    sandbox.write('long.sh', 'echo runs >&2\nsleep 300\n');
    const started = start(sandbox, ['invoke', 'long.sh', '--image', IMAGE], WITH_ENGINE);
    await eventually('the action runs', () => started.output.stderr === 'runs\n');
    expect(await containersOf(started.child.pid)).toHaveLength(1);
    started.child.kill(signal);
    started.child.kill(signal);
    expect(await started.ended).toMatchObject({ code, stdout: '' });
  });

  it('removes the container when the signal comes while it is made', async () => {
    sandbox.write('long.sh', 'sleep 300\n');
    const started = start(sandbox, ['invoke', 'long.sh', '--image', IMAGE], WITH_ENGINE);
    await eventually('it begins', () => sandbox.leftovers().some((name) => name.startsWith('actionrunner-')));
    started.child.kill('SIGINT');
    expect(await started.ended).toMatchObject({ code: 130, stdout: '' });
  });

  describe('with a runtime that', () => {
    const made = 'actionrunner-test/invoke:1';
    afterEach(() => removeImage(made));
    const recorded = async () => {
      const { stdout } = await run(sandbox, ['activations', 'get', '--last', '--json']);
      return (JSON.parse(stdout) as ActivationRecord).response;
    };
    const build = (command: readonly string[]) =>
      buildImage(made, [`FROM ${IMAGE}`, `CMD ${JSON.stringify(command)}`], sandbox.folder);

    it('never answers: gives up after the time limit and shows its logs', async () => {
      await build(['node', '-e', server('')]);
      const ended = await invoke('--image', made, '--timeout', '500');
      expect(ended).toMatchObject({ code: 2, stdout: '' });
      expect(ended.stderr).toMatch(
        /got \/init\ngot \/run\nactionrunner: .*: the container gave no answer within 3500 ms\.\n$/,
      );
      expect(await recorded()).toMatchObject({
        statusCode: 2,
        result: { error: 'The action exceeded its time limits of 500 milliseconds.' },
      });
    });

    it('crashes: tells how it ended, with its logs', async () => {
      await build(['node', '-e', server('console.error("crash"); process.exit(3)')]);
      const ended = await invoke('--image', made);
      expect(ended).toMatchObject({ code: 2, stdout: '' });
      expect(ended.stderr).toContain('crash\n');
      expect(ended.stderr).toContain('the container exited before it answered (exit status 3).');
      expect(await recorded()).toMatchObject({
        statusCode: 2,
        result: { error: 'The action did not produce a valid response and exited unexpectedly.' },
      });
    });

    it('crashes, and an engine that takes seconds to say so, as on a busy machine: tells how it ended', async () => {
      await build(['node', '-e', server('process.exit(3)')]);
      const slow = `#!/bin/sh\n'${DOCKER}' "$@"\nstatus=$?\n[ "$1" != start ] || sleep 4\nexit "$status"\n`;
      const env = { ACTIONRUNNER_DOCKER: sandbox.write('engine', slow, 0o755) };
      const { stderr } = await run(sandbox, ['invoke', '--image', made], { env });
      expect(stderr).toContain('the container exited before it answered (exit status 3).');
    });

    it('ends at once: does not wait for it', async () => {
      await build(['sh', '-c', 'echo bye; exit 4']);
      const ended = await invoke('--image', made);
      expect(ended.stderr).toMatch(
        /bye\nactionrunner: .*: the container exited before it answered \(exit status 4\)\.\n$/,
      );
      expect(await recorded()).toMatchObject({
        statusCode: 2,
        result: { error: 'The action did not initialize and exited unexpectedly.' },
      });
    });

    it('writes no frames: shows all logs', async () => {
      await build(['node', '-e', server('console.log("done"); s.end(JSON.stringify({ ok: true }))')]);
      expect(await invoke('--image', made)).toEqual({
        code: 0,
        signal: null,
        stdout: '{\n    "ok": true\n}\n',
        stderr: 'got /init\ngot /run\ndone\n',
      });
    });
  });
});
