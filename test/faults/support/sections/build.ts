import { makefile } from '../actions.js';
import type { Answer, Fault, Section } from '../fault.js';
import { GCC, MAKE, PYTHON } from '../needs.js';
import type { Code } from '../setup.js';

/** An init whose build fails: the error is the first thing on stderr behind the output of the compiler. */
function fails(name: string, runner: string, code: Code, says: string, more: Partial<Fault> = {}): Fault {
  return {
    name,
    setup: { runner },
    act: (runtime) => runtime.init(code),
    client: { status: 502, code: 'ERR_RUNNER_BUILD', says },
    stderr: says.split('\n'),
    after: 'failed',
    ...more,
  };
}

/** An archive whose exec has these bytes. */
const zipOf = (bytes: string): Code => [{ name: 'exec', data: Buffer.from(bytes, 'latin1') }];

const NO_BINARY: Answer = {
  status: 502,
  code: 'ERR_RUNNER_NO_BINARY',
  says: 'The action failed to generate or locate a binary. See logs for details.',
};
const NOT_READY: Answer = {
  status: 502,
  code: 'ERR_RUNNER_NOT_READY',
  says: 'The action failed to locate a binary. See logs for details.',
};
const MISSING_PACKAGE =
  "The action process exited with status 1 before it was ready: ModuleNotFoundError: No module named 'colorful_package' (requirements.txt is not installed here: pip install -t . -r requirements.txt before zipping)";
const WRONG_C = 'int main(void) {\n    return x;\n}\n';

/** What may go wrong before the first activation. */
export const BUILD: Section = {
  title: 'Init and build',
  faults: [
    {
      name: 'a run without an init',
      setup: { runner: 'python', fresh: true },
      client: NOT_READY,
      after: 'empty',
      needs: [PYTHON],
    },
    {
      name: 'an init without code, and nothing to run',
      setup: { runner: 'c', fresh: true },
      act: (runtime) => runtime.init(),
      client: NO_BINARY,
      stderr: ['{directory}/exec is missing or not a file.'],
      after: 'failed',
    },
    {
      name: 'a run after an init that failed',
      setup: { fresh: true },
      act: async (runtime) => {
        await runtime.init('if');
        runtime.mark();
        return await runtime.post('/run', { value: {} });
      },
      client: {
        status: 502,
        code: 'ERR_RUNNER_NOT_INITIALIZED',
        says: 'The action cannot run: its initialization failed.',
      },
      stderr: ['The action cannot run: its initialization failed: bash failed with exit status 2: …', '…'],
      after: 'failed',
    },
    {
      name: 'a second init',
      setup: { fresh: true, code: `echo '{"ok":true}'` },
      act: (runtime) => runtime.init('echo'),
      client: {
        status: 403,
        code: 'ERR_RUNNER_ALREADY_INITIALIZED',
        says: 'Cannot initialize the action more than once.',
      },
      stderr: ['Cannot initialize the action more than once.'],
      framed: false,
      after: 'works',
    },
    {
      name: 'a known field has the wrong type',
      setup: {},
      act: (runtime) => runtime.post('/init', { value: { code: 42 } }),
      client: {
        status: 502,
        code: 'ERR_RUNNER_MESSAGE_INVALID',
        says: 'The init message is invalid: value.code: Invalid input: expected string, received number.',
      },
      stderr: ['The init message is invalid: value.code: Invalid input: expected string, received number.'],
      after: 'failed',
    },
    fails(
      'a syntax error in a bash script',
      'bash',
      'if',
      'bash failed with exit status 2: exec: line …: syntax error: …',
      {
        stderr: ['exec: line …: syntax error: …', 'bash failed with exit status 2.'],
      },
    ),
    fails(
      'a syntax error in a C program',
      'c',
      WRONG_C,
      'gcc failed with exit status 1: main.c: In function …\nmain.c:2:12: error: …\n…',
      {
        stderr: ['main.c: In function …', 'main.c:2:12: error: …', '…', 'gcc failed with exit status 1.'],
        needs: [GCC],
      },
    ),
    fails(
      'a syntax error in a Python module',
      'python',
      'def main(args:\n',
      'The action process exited with status 1 before it was ready: SyntaxError: …',
      {
        client: {
          status: 502,
          code: 'ERR_RUNNER_START',
          says: 'The action process exited with status 1 before it was ready: SyntaxError: …',
        },
        stderr: ['…', 'The action process exited with status 1 before it was ready: SyntaxError: …'],
        needs: [PYTHON],
      },
    ),
    fails(
      'a Python package that only the requirements.txt of the archive names',
      'python',
      [
        { name: '__main__.py', data: 'import colorful_package\n' },
        { name: 'requirements.txt', data: 'colorful_package==1\n' },
      ],
      MISSING_PACKAGE,
      {
        client: { status: 502, code: 'ERR_RUNNER_START', says: MISSING_PACKAGE },
        stderr: ['…', MISSING_PACKAGE],
        needs: [PYTHON],
      },
    ),
    fails(
      'no compiler is installed',
      'c',
      'int main(void) { return 0; }\n',
      'gcc is needed to build this action, but it is not installed here.',
      {
        setup: { runner: 'c', environment: { PATH: '/nonexistent' } },
        after: 'failed',
      },
    ),
    fails('the build is killed', 'c', makefile('kill -KILL $$PPID'), 'make was killed by SIGKILL.', {
      needs: [MAKE],
    }),
    fails('the build creates no binary', 'c', makefile('true'), '', {
      client: NO_BINARY,
      stderr: ['{directory}/exec is missing or not a file.'],
      needs: [MAKE],
    }),
    fails(
      'a script with Windows line endings',
      'native',
      '#!/bin/sh\r\necho\r\n',
      'The script has Windows line endings (CR LF), so its first line names no interpreter; save it with Unix line endings.',
    ),
    fails(
      'the interpreter is missing',
      'native',
      '#!/usr/bin/nonesuch\n',
      "The interpreter /usr/bin/nonesuch in the script's first line does not exist here.",
    ),
    fails(
      'an executable of another system',
      'native',
      zipOf('\xcf\xfa\xed\xfe\x07\0\0\x01'),
      'The executable cannot be started: it is a Mach-O executable of macOS; build it for Linux.',
    ),
    fails(
      'a script behind a byte order mark',
      'native',
      '\ufeff#!/bin/sh\n',
      'The executable cannot be started: it is text behind a byte order mark; save it as UTF-8 without a byte order mark (BOM).',
    ),
    fails(
      'an executable sent as text',
      'loop',
      '\x7fELF\x02\x01\x01\0\ufffd',
      'The executable cannot be started: it is an ELF executable that was turned into text; deliver its original bytes, as base64 with "binary": true.',
    ),
    {
      name: 'a loop program exits before it is ready',
      setup: { runner: 'loop' },
      act: (runtime) => runtime.init('#!/bin/sh\n# __OW_WAIT_FOR_ACK\necho no database >&2\nexit 1\n'),
      client: {
        status: 502,
        code: 'ERR_RUNNER_START',
        says: 'The action process exited with status 1 before it was ready: no database',
      },
      stderr: ['no database', 'The action process exited with status 1 before it was ready: no database'],
      after: 'failed',
    },
  ],
};
