import { execFileSync } from 'node:child_process';
import { setUpCommandSandbox } from '../../core/test/support/command-sandbox.js';
import { run } from './support/command.js';

/** Prints the status of a pipe whose reader has gone, and the masks of a process that the action starts. */
const LOOK = `set -o pipefail
yes 2> /dev/null | head -n 1 > /dev/null
status=$?
while IFS=$':\\t' read -r name mask; do
  case $name in SigBlk) blocked=$mask ;; SigIgn) ignored=$mask ;; esac
done < <(cat /proc/self/status)
printf '{"status": %d, "SigBlk": "%s", "SigIgn": "%s"}\\n' "$status" "$blocked" "$ignored"
`;
const NONE = '0'.repeat(16);

// supervisord and PHP start their children with SIGPIPE ignored, Java with SIGQUIT blocked.
(process.platform === 'linux' ? describe : describe.skip)('started with signals ignored and blocked', () => {
  const sandbox = setUpCommandSandbox();
  const through = ['env', '--ignore-signal=PIPE', '--ignore-signal=XFSZ', '--block-signal=QUIT', '--block-signal=USR1'];

  it.each(['bash', 'native', 'interpreter:bash'])(
    'invoke gives an action of %s the default handling',
    async (runner) => {
      sandbox.write('look', `#!/bin/bash\n${LOOK}`, 0o755);
      const ended = await run(sandbox, ['invoke', 'look', '--runner', runner, '-r'], { through });
      expect(ended).toMatchObject({ code: 0, stderr: '' });
      expect(JSON.parse(ended.stdout)).toEqual({ status: 141, SigBlk: NONE, SigIgn: NONE });
    },
  );

  it('a script without invoke keeps what it was started with', () => {
    const [file = '', ...rest] = [...through, 'bash', sandbox.write('look.sh', LOOK)];
    const seen = { status: 1, SigBlk: '0000000000000204', SigIgn: '0000000001001000' };
    expect(JSON.parse(execFileSync(file, rest).toString())).toEqual(seen);
  });
});
