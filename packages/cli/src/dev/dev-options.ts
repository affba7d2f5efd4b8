import type { SessionEvent } from '@actionrunner/workbench';
import type { ActionFlags } from '../action/action-options.js';
import type { PlaceOptions } from '../invoke/place.js';
import type { UserLogs } from '../invoke/terminal-log-sink.js';
import type { BuildStep } from './build-step.js';

/** Where a session shows what happens. */
export interface DevOutput {
  /** Receives the logs of the action as they come. */
  readonly logs: UserLogs;
  /** Prints a line about what happens. */
  note(line: string): void;
  /** Prints a result, formatted. */
  result(text: string): Promise<void>;
  /** Receives the same for programs. */
  observe?(event: SessionEvent): void;
}

/** What a session runs. */
export interface DevOptions extends Omit<PlaceOptions, 'url' | 'main'> {
  /** The action, as the user wrote it. */
  readonly path: string;
  readonly init: ActionFlags;
  /** What makes the action, before it is read. */
  readonly build?: BuildStep | undefined;
  /** Whether each activation gets a new runtime. */
  readonly cold: boolean;
  /** Whether activations are recorded. */
  readonly record: boolean;
  /** Whether only requests run it, so that a change merely initializes it. */
  readonly onRequest: boolean;
}
