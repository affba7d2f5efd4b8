import type { Answer, Fault, Section } from '../fault.js';
import { LOOP } from './loop.js';
import { MEMORY } from './memory.js';
import { PROCESS } from './process.js';
import { RESULT } from './result.js';
import { TIME } from './time.js';

/** The faults of an activation, one of each kind, as they are answered when the container is to be kept. */
const KEPT: readonly (readonly [Section, string])[] = [
  [RESULT, 'a result that is not JSON'],
  [RESULT, 'a result that is too large'],
  [PROCESS, 'the action crashes'],
  [PROCESS, 'a file that cannot be executed'],
  [TIME, 'the deadline passes, the action ignores SIGTERM'],
  [MEMORY, 'the action uses too much memory'],
  [LOOP, 'it exits before it answers'],
];

export const KEEP: Section = {
  title: 'Failures that keep the container',
  faults: KEPT.map(([section, name]) => kept(section.faults.find((fault) => fault.name === name) as Fault)),
};

function kept(fault: Fault): Fault {
  const { options = [] } = fault.setup;
  return {
    ...fault,
    setup: { ...fault.setup, options: ['--on-failure', 'keep', ...options] },
    client: { ...(fault.client as Answer), status: 200 },
  };
}
