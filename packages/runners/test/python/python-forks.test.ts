// Long because it has a test for each thing that a fork keeps, loses or costs.
import { readFileSync } from 'node:fs';
import { FRAME, type Proxied } from '../../../core/test/support/proxied.js';
import { waitFor } from '../../../core/test/support/wait-for.js';
import { describePython, ISOLATIONS, PythonActions } from '../support/python.js';

/** Runs the statements of its activations; those may set `result`. */
const OBEDIENT = [
  'import os, sys',
  'def main(args):',
  '    scope = dict(globals(), result={"pid": os.getpid(), "parent": os.getppid()})',
  '    exec(args.get("code", ""), scope)',
  '    return scope["result"]',
].join('\n');

const isGone = (pid: number) => {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'latin1').includes(') Z ');
  } catch {
    return true;
  }
};

describePython('what one activation of a Python action leaves for the next', () => {
  describe.each(ISOLATIONS)('isolation %s', (isolation) => {
    const actions = new PythonActions(isolation);
    let action: Proxied;
    beforeAll(async () => {
      action = await actions.start(OBEDIENT);
    });
    afterAll(() => actions.close());

    test.each([
      ['a global', 'sys.modules["__main__"].left = 1', 'hasattr(sys.modules["__main__"], "left")'],
      ['a module', 'import colorsys', '"colorsys" in sys.modules'],
      ['an attribute of a module', 'os.left = 1', 'hasattr(os, "left")'],
      ['the path of modules', 'sys.path.append("/left")', '"/left" in sys.path'],
      ['the working directory', 'os.chdir("/")', 'os.getcwd() == "/"'],
      ['a variable of the environment', 'os.environ["LEFT"] = "1"', '"LEFT" in os.environ'],
      ['the umask', 'os.umask(0o77)', 'os.umask(0o22) == 0o77'],
      [
        'a signal handler',
        'import signal; signal.signal(signal.SIGUSR1, signal.SIG_IGN)',
        '__import__("signal").getsignal(10) == 1',
      ],
      ['an open file', 'os.dup2(os.open("/dev/null", os.O_RDONLY), 77)', 'os.path.exists("/proc/self/fd/77")'],
      ['a limit', 'import resource; resource.setrlimit(4, (0, 0))', '__import__("resource").getrlimit(4) == (0, 0)'],
      ['the recursion limit', 'sys.setrecursionlimit(777)', 'sys.getrecursionlimit() == 777'],
      [
        'a thread',
        'import threading, time; threading.Thread(target=time.sleep, args=(60,), daemon=True).start()',
        'len(sys._current_frames()) > 1',
      ],
    ])('%s', async (_, leave, look) => {
      await action.run({ code: leave });
      expect(await action.run({ code: `result = [${look}]` })).toEqual([isolation === 'loop']);
    });
  });
});

describePython('a Python action that is forked', () => {
  const actions = new PythonActions('fork');
  afterEach(() => actions.close());
  type Where = { pid: number; parent: number };

  test('loads once, and each activation sees what was loaded', async () => {
    const action = await actions.start(
      'import os, time\nloaded = time.time_ns()\nby = os.getpid()\ndef main(args):\n    return [loaded, by, os.getpid()]\n',
    );
    const runs = [await action.run(), await action.run(), await action.run()] as number[][];
    expect(new Set(runs.map(([loaded, by]) => `${loaded} ${by}`)).size).toBe(1);
    expect(new Set(runs.map(([, , pid]) => pid)).size).toBe(3);
    expect(action.logged()).toEqual({ stdout: FRAME.repeat(3), stderr: FRAME.repeat(3) });
  });

  test('loads no more modules than it needs: what some do after a fork takes memory of each', async () => {
    const action = await actions.start(
      [
        'import sys',
        'def main(args):',
        '    forked = "threading" in sys.modules',
        '    import subprocess',
        '    look = "import sys; print(\'threading\' in sys.modules)"',
        '    started = subprocess.check_output([sys.executable, "-c", look], text=True).strip()',
        '    return [str(forked), started]',
      ].join('\n'),
    );
    const [forked, started] = (await action.run()) as string[];
    expect(forked).toBe(started);
  });

  test('runs the functions that the action has registered for forks once for each activation', async () => {
    const action = await actions.start(
      [
        'import os',
        'calls = []',
        'def note(name):',
        '    return lambda: calls.append(f"{name} {os.getpid() == loader}")',
        'loader = os.getpid()',
        'os.register_at_fork(before=note("before"), after_in_parent=note("parent"), after_in_child=note("child"))',
        'def main(args):',
        '    return calls',
      ].join('\n'),
    );
    for (let activation = 0; activation < 3; activation++) {
      const calls = (await action.run()) as string[];
      // Those of the process that forks are seen by the forks after it.
      expect(calls.filter((call) => call.startsWith('child'))).toEqual(['child False']);
      expect(calls.filter((call) => call.endsWith('True'))).toEqual([]);
    }
  });

  test('finds the state of threading as in a new process', async () => {
    const action = await actions.start(
      [
        'import threading',
        'done = threading.Thread(target=int)',
        'done.start()',
        'done.join()',
        'def main(args):',
        '    results = []',
        '    other = threading.Thread(target=results.append, args=(1,))',
        '    other.start()',
        '    other.join()',
        '    main_thread = threading.main_thread()',
        '    names = [thread.name for thread in threading.enumerate()]',
        '    return [results, names, main_thread is threading.current_thread(), main_thread.is_alive(), done.is_alive()]',
      ].join('\n'),
    );
    expect(await action.run()).toEqual([[1], ['MainThread'], true, true, false]);
  });

  test('runs as many activations at once as it has workers, the logs of each whole', async () => {
    const action = await actions.start(
      [
        'import os, time',
        'def main(args):',
        '    open("%d.here" % args["n"], "w").close()',
        '    while len([name for name in os.listdir(".") if name.endswith(".here")]) < 4: time.sleep(0.01)',
        '    return args',
      ].join('\n'),
      {},
      { workers: 4 },
    );
    const results = await Promise.all([0, 1, 2, 3].map((n) => action.run({ n })));
    expect(results).toEqual([0, 1, 2, 3].map((n) => ({ n })));
  });

  test.each([
    ['random', 'import random', 'random.random()'],
    ['uuid', 'import uuid', 'str(uuid.uuid4())'],
    ['uuid1', 'import uuid; uuid.uuid1()', 'str(uuid.uuid1())'],
    ['tempfile', 'import tempfile; tempfile.mktemp()', 'tempfile.mktemp()'],
    ['secrets', 'import secrets', 'secrets.token_hex()'],
  ])('gets other numbers each time from %s', async (_, load, draw) => {
    const action = await actions.start(`${load}\ndef main(args):\n    return [${draw}]\n`);
    const drawn = [await action.run(), await action.run(), await action.run()] as unknown[][];
    expect(new Set(drawn.flat()).size).toBe(3);
  });

  test.each([
    ['multiprocessing', 'with multiprocessing.Pool(2) as pool: return pool.map(abs, [-1, 2])'],
    ['concurrent.futures', 'with futures.ThreadPoolExecutor() as pool: return list(pool.map(abs, [-1, 2]))'],
    ['asyncio', 'return asyncio.run(answer())'],
  ])('can use %s that was imported before', async (_, work) => {
    const action = await actions.start(
      `import asyncio, multiprocessing\nfrom concurrent import futures\nasync def answer(): return [1, 2]\ndef main(args):\n    ${work}\n`,
    );
    expect([await action.run(), await action.run()]).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });

  test('reads a file that was open before from the same place each time', async () => {
    const action = await actions.start(
      'file = open(__file__)\nfile.readline()\ndef main(args):\n    return [file.readline()]\n',
    );
    expect([await action.run(), await action.run()]).toEqual([['file.readline()\n'], ['file.readline()\n']]);
  });

  test.each([
    [
      'a thread',
      'import threading, time\nthreading.Thread(target=time.sleep, args=(60,), daemon=True, name="beat").start()',
      'it has started a thread (beat)',
    ],
    ['a process', 'import subprocess\nsubprocess.Popen(["sleep", "60"])', 'it has started a process that is running'],
    [
      'a connection',
      'import socket\npair = socket.socketpair()',
      'it has opened a connection or pipe (file descriptor ',
    ],
    [
      'an event loop',
      'import asyncio\nloop = asyncio.new_event_loop()',
      'it has opened a connection or pipe (file descriptor ',
    ],
    [
      'a database',
      'import sqlite3\ndb = sqlite3.connect("db")\ndb.execute("create table if not exists t (x)")',
      '/db for writing',
    ],
    [
      'a lock for processes',
      'import multiprocessing\nlock = multiprocessing.Lock()',
      'it has memory that all forks would share (',
    ],
    ['shared memory', 'import mmap\nmemory = mmap.mmap(-1, 1)', 'it has memory that all forks would share (/dev/zero'],
  ])('gets a process for each activation when it has started or opened %s', async (_, load, reason) => {
    const code = `${load}\nimport os\ndef main(args):\n    return [os.getpid()]\n`;
    const action = await actions.start(code);
    const { stderr } = action.logged();
    expect(stderr).toMatch(/^The action cannot be forked: .*\. Each activation gets a process of its own instead\.\n/);
    expect(stderr).toContain(reason);
    expect(await action.run()).not.toEqual(await action.run());
    const strict = actions.make({ isolation: 'fork=strict' });
    await expect(strict.init(code)).rejects.toMatchObject({
      code: 'ERR_RUNNER_START',
      message: expect.stringMatching(/^The action cannot be forked: .*\.$/),
    });
  });

  test('goes on in another process when the one that forks is killed, while waiting or at work', async () => {
    const action = await actions.start(`${OBEDIENT}\norigin = os.getpid()\n`);
    const origin = async () => ((await action.run({ code: 'result = [origin]' })) as number[])[0] as number;
    const first = await origin();
    action.logged();
    process.kill(first, 'SIGKILL');
    await waitFor('its end', () => isGone(first));
    let second = first;
    // A fork that has been waiting may be quicker than the news.
    while (second === first) {
      action.logged();
      second = await origin();
    }
    expect(action.logged().stderr).toBe(
      `The action process was killed by SIGKILL outside an activation; it is replaced.\n${FRAME}`,
    );
    // A fork that runs is not killed with it.
    expect(await action.run({ code: 'os.kill(origin, 9); import time; time.sleep(0.5); result = ["done"]' })).toEqual([
      'done',
    ]);
    await waitFor('its end', () => isGone(second));
    expect(await origin()).not.toBe(second);
  });

  test('goes on when its place is killed', async () => {
    const action = await actions.start(OBEDIENT);
    await expect(action.run({ code: 'os.kill(os.getppid(), 9); import time; time.sleep(60)' })).rejects.toMatchObject({
      code: 'ERR_RUNNER_CRASHED',
    });
    for (let round = 0; round < 3; round++) {
      await expect(action.run()).resolves.toBeTruthy();
    }
  });

  test('is replaced when it is killed while it waits', async () => {
    const action = await actions.start(OBEDIENT);
    const { parent } = (await action.run()) as Where;
    const children = readFileSync(`/proc/${parent}/task/${parent}/children`, 'latin1')
      .trim()
      .split(' ')
      .filter(Boolean);
    for (const child of children) {
      process.kill(Number(child), 'SIGKILL');
    }
    for (let round = 0; round < 5; round++) {
      await expect(action.run()).resolves.toBeTruthy();
    }
  });

  test.each([
    ['a process', 'import subprocess; child = subprocess.Popen(["sleep", "60"]).pid'],
    [
      'one with a session of its own',
      'import subprocess; child = subprocess.Popen(["sleep", "60"], start_new_session=True).pid',
    ],
    ['a fork', 'import time; child = os.fork() or time.sleep(60)'],
    [
      'a daemon: a fork of a fork with a session of its own',
      [
        'import time',
        'there, here = os.pipe()',
        'if os.fork() == 0:',
        '    os.setsid()',
        '    if os.fork() == 0:',
        '        os.write(here, b"%d\\n" % os.getpid())',
        '        time.sleep(60)',
        '    os._exit(0)',
        'child = int(os.read(there, 9))',
      ].join('\n'),
    ],
  ])('has %s that it leaves behind killed', async (_, leave) => {
    const action = await actions.start(OBEDIENT);
    const [child] = (await action.run({ code: `${leave}\nresult = [child]` })) as number[];
    await waitFor('its end', () => isGone(child as number));
    await expect(action.run()).resolves.toBeTruthy();
  });

  test('leaves no process behind when it is stopped', async () => {
    const action = await actions.start(`${OBEDIENT}\norigin = os.getpid()\n`, {}, { workers: 2 });
    const [origin, place, fork] = (await action.run({
      code: 'result = [origin, os.getppid(), os.getpid()]',
    })) as number[];
    const others = readFileSync(`/proc/${origin}/task/${origin}/children`, 'latin1').trim().split(' ').map(Number);
    expect(others).toContain(place);
    await actions.close();
    await waitFor('their end', () => [origin, place, fork, ...others].every((pid) => isGone(pid as number)));
  });

  test('has the logs of its load in those of the init', async () => {
    const action = await actions.start(
      'print("loading", end="")\ndef main(args):\n    print("running")\n    return args\n',
    );
    await action.run();
    expect(action.logged().stdout).toBe(`loading\nrunning\n${FRAME}`);
  });
});
