import type { ActionLoopRunnerOptions } from '@actionrunner/core';
import { ACKNOWLEDGE_VARIABLE, parseAcknowledges } from '@actionrunner/core/internal';
import type { Command } from 'commander';

/** The flag, as parsed. */
export interface AcknowledgeFlag {
  readonly acknowledge?: ActionLoopRunnerOptions['acknowledges'];
}

/** Adds the option that says whether loop programs acknowledge. */
export function addAcknowledgeOption(command: Command): Command {
  return command.option(
    '--acknowledge <yes|no|auto>',
    `whether programs of loop say that they are ready (default: auto, env: ${ACKNOWLEDGE_VARIABLE}, OW_WAIT_FOR_ACK)`,
    (text) => parseAcknowledges('The option acknowledge', text),
  );
}
