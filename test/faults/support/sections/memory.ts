import { makefile, script } from '../actions.js';
import type { Answer, Section } from '../fault.js';
import { MAKE, MEMORY_LIMIT, PYTHON } from '../needs.js';
import { SMALL_MEMORY } from '../places.js';

const SAYS = 'The action exhausted its memory and was aborted.';
const EXHAUSTED: Answer = { status: 502, code: 'ERR_RUNNER_MEMORY', says: SAYS };

/** Keeps all of an endless line. */
const GREEDY = 'tail /dev/zero';

/** The memory of the container, or control group. */
export const MEMORY: Section = {
  title: 'Memory',
  faults: [
    {
      name: 'the action uses too much memory',
      setup: { place: SMALL_MEMORY, code: script(`exec ${GREEDY}`) },
      client: EXHAUSTED,
      stderr: [SAYS],
      after: 'works',
      needs: [MEMORY_LIMIT],
    },
    {
      name: 'a child of the action uses too much memory',
      setup: { place: SMALL_MEMORY, code: script(GREEDY, 'exit 1') },
      client: EXHAUSTED,
      stdout: ['error: the action wrote no result to stdout (exit status 1).'],
      stderr: ['…', SAYS],
      after: 'works',
      needs: [MEMORY_LIMIT],
    },
    {
      name: 'a build uses too much memory',
      setup: { runner: 'c', place: SMALL_MEMORY },
      act: (runtime) => runtime.init(makefile(GREEDY)),
      client: EXHAUSTED,
      stderr: ['…', SAYS],
      after: 'failed',
      needs: [MEMORY_LIMIT, MAKE],
    },
    {
      name: 'a loop process uses too much memory',
      setup: {
        runner: 'python',
        place: SMALL_MEMORY,
        code: 'def main(args):\n    if args.get("fault"):\n        bytearray(400_000_000)\n    return {"ok": True}\n',
      },
      client: EXHAUSTED,
      stderr: [SAYS],
      after: 'replaced',
      needs: [MEMORY_LIMIT, PYTHON],
    },
  ],
};
