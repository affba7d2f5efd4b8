import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setUpCommandSandbox } from '../../../core/test/support/command-sandbox.js';
import { eventually, start } from '../support/command.js';

/** How often the action is saved: enough to see what each save leaves, and in the long tests how memory grows. */
const SAVES = process.env['TEST_LONG'] ? 500 : 20;

/** When everything that stays has been loaded. */
const WARM = SAVES / 5;

/** What a runtime opens after its answer, such as a shell for the next activation; less than one for each save. */
const SLACK = 8;

/** What a runtime in JavaScript may differ by, whatever it keeps: the young generation of V8 alone grows by 32 MB, and shrinks again. */
const MEMORY_MB = 40;

const sandbox = setUpCommandSandbox();

/** What a process has open, and its processes and files. */
interface Held {
  readonly descriptors: string[];
  readonly watches: number;
  readonly children: number;
  readonly files: number;
  readonly memoryMb: number;
}

function measure(pid: number): Held {
  const folder = `/proc/${pid}`;
  const kinds: string[] = [];
  let watches = 0;
  for (const fd of readdirSync(`${folder}/fd`)) {
    try {
      kinds.push(readlinkSync(`${folder}/fd/${fd}`).replace(/:.*/, ''));
      watches += readFileSync(`${folder}/fdinfo/${fd}`, 'utf8').match(/^inotify /gm)?.length ?? 0;
    } catch {
      // Closed in the meantime.
    }
  }
  return {
    descriptors: kinds.sort(),
    watches,
    children: readFileSync(`${folder}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).length,
    files: readdirSync(sandbox.temp, { recursive: true }).length,
    memoryMb: Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`${folder}/status`, 'utf8'))?.[1]) / 1024,
  };
}

(process.platform === 'linux' ? it : it.skip)(
  `${SAVES} saves leave no process, watcher or file, and memory is flat`,
  async () => {
    const write = (n: number) => sandbox.write('project/exec', `#!/bin/sh\necho '{"n":${n}}'\n`, 0o755);
    write(0);
    const { child, output, ended } = start(sandbox, ['dev', 'project', '--no-record']);
    const save = async (n: number) => {
      await eventually(`result ${n}`, () => output.stderr.split('\nok: ').length > n + 1);
      expect(output.stdout).toContain(`"n": ${n}\n`);
    };
    await save(0);
    let early: Held | undefined;
    for (let n = 1; n <= SAVES; n++) {
      write(n);
      await save(n);
      if (n === WARM) {
        early = measure(child.pid as number);
      }
    }
    const before = early as Held;
    let late = before;
    // The runtime of the last version but one may still be closing.
    await eventually('that what was used is closed', () => {
      late = measure(child.pid as number);
      return (
        late.descriptors.length <= before.descriptors.length + SLACK &&
        late.children <= before.children + SLACK &&
        late.files <= before.files + SLACK
      );
    });
    if (process.env['TEST_LONG']) {
      const show = ({ descriptors, ...held }: Held) => JSON.stringify({ descriptors: descriptors.length, ...held });
      console.info(`after ${WARM} saves: ${show(before)}\nafter ${SAVES} saves: ${show(late)}`);
    }
    expect(late.watches).toBe(before.watches);
    expect(late.memoryMb).toBeLessThanOrEqual(before.memoryMb + MEMORY_MB);
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 130 });
    expect(readdirSync(join(sandbox.folder, 'project'))).toEqual(['exec']);
  },
);
