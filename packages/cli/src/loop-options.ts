import type { ActionLoopRunnerOptions } from '@actionrunner/core';
import {
  ACKNOWLEDGE_VARIABLE,
  ISOLATION_VARIABLE,
  ISOLATIONS,
  parseAcknowledges,
  parseIsolation,
} from '@actionrunner/core/internal';
import type { Command } from 'commander';

/** The options of runners whose processes speak ActionLoop; undefined where the user did not say. */
export type LoopOptions = Pick<ActionLoopRunnerOptions, 'acknowledges' | 'isolation'>;

/** The flags, as parsed. */
export interface LoopFlags {
  readonly acknowledge?: ActionLoopRunnerOptions['acknowledges'];
  readonly isolation?: ActionLoopRunnerOptions['isolation'];
}

/** Adds the options of runners whose processes speak ActionLoop. */
export function addLoopOptions(command: Command): Command {
  return command
    .option(
      '--acknowledge <yes|no|auto>',
      `whether programs of loop say that they are ready (default: auto, env: ${ACKNOWLEDGE_VARIABLE}, OW_WAIT_FOR_ACK)`,
      (text) => parseAcknowledges('The option acknowledge', text),
    )
    .option(
      `--isolation <${ISOLATIONS.join('|')}>`,
      `what activations of python, loop and bash share: one process, nothing, or what was loaded before a fork (default: loop, env: ${ISOLATION_VARIABLE})`,
      (text) => parseIsolation('The option isolation', text),
    );
}

/** Without what was not given: it would take the place of the runner's own value. */
export function loopOptionsOf({ acknowledge, isolation }: LoopFlags): LoopOptions {
  return {
    ...(acknowledge === undefined ? {} : { acknowledges: acknowledge }),
    ...(isolation === undefined ? {} : { isolation }),
  };
}

/** The first flag that was given, as the user wrote it; undefined if none was. */
export function loopFlagOf({ acknowledges, isolation }: LoopOptions): string | undefined {
  if (acknowledges !== undefined) {
    return '--acknowledge';
  }
  return isolation === undefined ? undefined : '--isolation';
}
