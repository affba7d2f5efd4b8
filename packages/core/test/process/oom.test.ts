import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { OomKills } from '../../src/process/oom.js';
import { ControlGroup } from '../support/control-group.js';
import { testWhere } from '../support/test-where.js';
import { setUpSandbox } from '../support/tree.js';
import { waitFor } from '../support/wait-for.js';

/** As Linux 6 writes them. */
const V1 = (kills: number) => `oom_kill_disable 0\nunder_oom 0\noom_kill ${kills}\n`;
const V2 = (kills: number) => `low 0\nhigh 7\nmax 12\noom 9\noom_kill ${kills}\noom_group_kill 5\n`;

describe('OomKills', () => {
  const sandbox = setUpSandbox();
  let opened: OomKills[];
  beforeEach(() => {
    opened = [];
  });
  afterEach(() => {
    for (const kills of opened) {
      kills.close();
    }
  });

  const put = (path: string, text: string) => {
    const file = join(sandbox.directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  };

  /** With the lines of `/proc/self/cgroup`. */
  const open = (...lines: string[]) => {
    const cgroup = join(sandbox.outside, 'cgroup');
    writeFileSync(cgroup, lines.map((line) => `${line}\n`).join(''));
    const kills = new OomKills(cgroup, sandbox.directory);
    opened.push(kills);
    return kills;
  };

  test.each([
    ['version 2, the group by its name', ['0::/app/x'], 'app/x/memory.events', V2],
    ['version 2, a container that sees its group as the root', ['0::/'], 'memory.events', V2],
    ['version 2, a container that sees the name of the host', ['0::/host/x'], 'memory.events', V2],
    ['version 1, the group by its name', ['4:memory:/app/x', '1:cpu:/'], 'memory/app/x/memory.oom_control', V1],
    ['version 1, together with another controller', ['4:cpu,memory:/a'], 'memory/a/memory.oom_control', V1],
    ['version 1, a container that sees the name of the host', ['4:memory:/docker/x'], 'memory/memory.oom_control', V1],
    ['both versions, memory in the first', ['4:memory:/a', '0::/a'], 'memory/a/memory.oom_control', V1],
    ['both versions, the second named first', ['0::/a', '4:memory:/a'], 'memory/a/memory.oom_control', V1],
    ['a name with a colon', ['0::/a:b/c'], 'a:b/c/memory.events', V2],
  ])('%s: reads the counter, again and again', (_, lines, file, text) => {
    put(file, text(3));
    const kills = open(...lines);
    expect(kills.count()).toBe(3);
    put(file, text(12));
    expect([kills.count(), kills.count()]).toEqual([12, 12]);
  });

  test('a recent count is one of the last moment: read again only when that is over, or when the count is asked for', async () => {
    put('memory.events', V2(3));
    const kills = open('0::/');
    expect(kills.recentCount()).toBe(3);
    put('memory.events', V2(4));
    await waitFor('the end of the moment', () => kills.recentCount() === 4);
    put('memory.events', V2(5));
    expect([kills.count(), kills.recentCount()]).toEqual([5, 5]);
  });

  test("the group's own counter counts, not that of the root", () => {
    put('memory.events', V2(9));
    put('app/memory.events', V2(1));
    expect(open('0::/app').count()).toBe(1);
  });

  test.each([
    ['no counter', ['0::/app', '4:memory:/app']],
    ['no control group', []],
    ['only other controllers', ['4:memory_not:/', '3:cpu:/']],
    ['lines of no sense', ['x', '4', '::']],
  ])('%s: none are known', (_, lines) => {
    put('memory_not/memory.oom_control', V1(1));
    expect(open(...lines).count()).toBe(0);
  });

  test('no list of control groups, as on macOS: none are known', () => {
    const kills = new OomKills(join(sandbox.outside, 'missing'), sandbox.directory);
    expect(kills.count()).toBe(0);
    kills.close();
  });

  test('a counter without the line, as of an old kernel: none are known', () => {
    put('memory/memory.oom_control', 'oom_kill_disable 0\nunder_oom 0\n');
    expect(open('4:memory:/').count()).toBe(0);
  });

  test('keeps one descriptor open and gives it back', () => {
    // Where the group could be found twice.
    put('a/memory.events', V2(0));
    put('memory.events', V2(0));
    const descriptors = () => readdirSync('/dev/fd').length;
    const before = descriptors();
    const kills = open('0::/a');
    expect(descriptors()).toBe(before + 1);
    kills.close();
    opened.length = 0;
    expect(descriptors()).toBe(before);
  });

  const what = 'a control group that is removed';
  testWhere(
    ControlGroup.isPossible,
    'the right to make a control group',
    what,
  )(`${what}, as after a move of this process to another one: none are known any more`, async () => {
    const group = ControlGroup.make();
    const cgroup = join(sandbox.outside, 'cgroup');
    writeFileSync(cgroup, `${group.line}\n`);
    const kills = new OomKills(cgroup);
    opened.push(kills);
    expect(kills.count()).toBe(0);
    await group.remove();
    expect(kills.count()).toBe(0);
  });
});
