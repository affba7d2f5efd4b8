import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../../packages/cli/test/support/command.js';
import { describeWith } from '../../packages/cli/test/support/tools.js';
import { setUpCommandSandbox } from '../../packages/core/test/support/command-sandbox.js';

const ACTIONS = fileURLToPath(new URL('../../examples/actions', import.meta.url));

describe('examples/actions', () => {
  const sandbox = setUpCommandSandbox();

  /** Result and logs of an action, for the name James. */
  async function invoked(path: string, ...args: string[]): Promise<unknown> {
    const ended = await run(sandbox, ['invoke', path, '-p', 'name', 'James', ...args]);
    expect(ended).toMatchObject({ code: 0 });
    return { result: JSON.parse(ended.stdout) as unknown, logs: ended.stderr };
  }

  describeWith('jq', 'apt-get install jq (Debian), brew install jq')('on ActionLoop', () => {
    it('loop.sh greets', async () => {
      expect(await invoked(join(ACTIONS, 'loop.sh'), '--runner', 'loop')).toEqual({
        result: { message: 'Hello, James!' },
        logs: 'greeting James\n',
      });
    });

    it('loop-upstream.sh runs as its authors wrote it: its path for jq is wrong, so it finds no name', async () => {
      expect(await invoked(join(ACTIONS, 'loop-upstream.sh'), '--runner', 'loop')).toEqual({
        result: { hello: 'null' },
        logs: 'msg=hello null\n',
      });
    });
  });

  describeWith('python3', 'apt-get install python3 (Debian), brew install python3')('in Python', () => {
    it('hello.py greets', async () => {
      expect(await invoked(join(ACTIONS, 'hello.py'))).toEqual({
        result: { message: 'Hello, James!' },
        logs: expect.stringMatching(/^greeting James with Python 3\.\d+\n$/),
      });
    });
  });

  describeWith('gcc', 'apt-get install gcc libc6-dev (Debian), xcode-select --install (macOS)')('in C', () => {
    const expected = {
      result: { msg: 'Hello from arbitrary C program!', args: { name: 'James' } },
      logs: 'This is an example log message from an arbitrary C program!\n',
    };

    it('hello.c logs one line and answers with its parameters', async () => {
      expect(await invoked(join(ACTIONS, 'hello.c'))).toEqual(expected);
    });

    it('hello.c does the same from a prebuilt zip', async () => {
      const zip = join(sandbox.folder, 'hello.zip');
      expect(await run(sandbox, ['build', join(ACTIONS, 'hello.c'), '-o', zip])).toMatchObject({ code: 0 });
      expect(await invoked(zip)).toEqual(expected);
    });
  });
});
