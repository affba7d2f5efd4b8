import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cancellation } from '../../src/process/running-process.js';
import { WaitingCheck } from '../../src/process/waiting-check.js';
import { cancelBy } from '../support/memory-log-sink.js';
import { setUpSandbox } from '../support/tree.js';
import { isAlive, waitFor } from '../support/wait-for.js';

const env = { PATH: process.env['PATH'] ?? '' };
const never: Cancellation = cancelBy(new AbortController().signal);

const shell = (script: string) => new WaitingCheck(['bash', '-c', `IFS= read -r -d '' path <&3; ${script}`], env);

describe('WaitingCheck', () => {
  const sandbox = setUpSandbox();

  test.each([
    { what: 'a program that writes 0', script: 'echo 0 >&3', is: true },
    { what: 'a program that writes 0 and does not exit', script: 'echo 0 >&3; sleep 60', is: true },
    { what: 'a program that exits without a word', script: 'true', is: false },
    { what: 'a program that writes another number', script: 'echo 10 >&3', is: false },
    { what: 'a program that writes something before', script: 'echo no >&3; echo 0 >&3', is: false },
    { what: 'a program that writes 0 together with something', script: 'printf "no\\n0\\n" >&3', is: false },
    { what: 'a program that is killed', script: 'kill -9 $BASHPID', is: false },
  ])('$what: accepted is $is', async ({ script, is }) => {
    const check = shell(script);
    expect(await check.accepts('/', never)).toBe(is);
    check.kill();
  });

  it('passes on the path as it is', async () => {
    const path = join(sandbox.directory, 'a\nb  "c" ü\\');
    expect(await shell('[[ $path == *$\'/a\\nb  "c" ü\\\\\' ]] && : >"$path" && echo 0 >&3').accepts(path, never)).toBe(
      true,
    );
    expect(existsSync(path)).toBe(true);
  });

  it('accepts nothing if the program cannot be started, or cannot be given its environment', async () => {
    const absent = new WaitingCheck(['/no/such/program'], env);
    expect(await absent.accepts('/', never)).toBe(false);
    expect(await absent.accepts('/', never)).toBe(false);
    const tooLong = new WaitingCheck(['true'], { ...env, LONG: 'x'.repeat(200_000) });
    expect(await tooLong.accepts('/', never)).toBe(false);
  });

  it('accepts nothing once the program has been killed, by anybody', async () => {
    const check = shell('true');
    check.kill();
    expect(await check.accepts('/', never)).toBe(false);
    check.kill();
  });

  it('kills the program, and what it has started, when the work is aborted', async () => {
    const started = join(sandbox.directory, 'started');
    const controller = new AbortController();
    const check = shell(`sleep 60 & echo "$!" >"$path.new"; mv "$path.new" "$path"; wait`);
    const accepted = check.accepts(started, cancelBy(controller.signal));
    await waitFor('the program', () => existsSync(started));
    controller.abort(new Error('too late'));
    expect(await accepted).toBe(false);
    const pid = Number(readFileSync(started, 'utf8'));
    await waitFor('the end of what it has started', () => !isAlive(pid));
  });
});
