import { existsSync } from 'node:fs';
import { setUpCommandSandbox } from '../../core/test/support/command-sandbox.js';
import { run } from './support/command.js';

/** Lower than the hard limit, to which Node.js raises its own. */
const LIMIT = 300;
const THROUGH = ['sh', '-c', `ulimit -S -n ${LIMIT}; "$@"; exit $?`, 'sh'];

const onLinux = process.platform === 'linux' && existsSync('/usr/bin/prlimit') ? describe : describe.skip;

onLinux('the limit of open files', () => {
  const sandbox = setUpCommandSandbox();

  const result = `"{\\"soft\\":$(ulimit -S -n)}"`;

  it.each<[string, string, string, readonly string[]]>([
    ['an activation through a shell', 'action.sh', `echo ${result}\n`, []],
    ['an executable', 'action', `#!/bin/sh\necho ${result}\n`, []],
    [
      'a loop process',
      'loop',
      `#!/bin/bash\necho '{"ok":true}' >&3\nwhile read -r line; do echo ${result} >&3; done\n`,
      ['--runner', 'loop'],
    ],
    [
      'a Python process',
      'action.py',
      'import resource\ndef main(args):\n    return {"soft": resource.getrlimit(resource.RLIMIT_NOFILE)[0]}\n',
      [],
    ],
  ])('of %s is that of the runtime before Node.js raised it', async (_, name, code, more) => {
    sandbox.write(name, code);
    const ended = await run(sandbox, ['invoke', name, ...more], { through: THROUGH });
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(ended.stdout)).toEqual({ soft: LIMIT });
  });
});
