import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sendSignal } from '../../src/process/terminate.js';
import { isAlive } from './wait-for.js';

/** Shell: an escaped process that writes its number into the file, waited for. `how` starts it, with `$RUN` as its program. */
export const escaping = (file: string, how = 'setsid sh -c "$RUN" &'): string =>
  `RUN='echo $$ >${file}.pid; exec sleep 600'; export RUN; ${how}\nwhile [ ! -s ${file}.pid ]; do sleep 0.02; done\n`;

/** Shell: waits until an escaped process has become `sleep`, where that can be seen. */
export const becomingSleep = (file: string): string =>
  `until [ "$(cat "/proc/$(cat ${file}.pid)/comm")" = sleep ]; do sleep 0.02; done\n`;

/** The number that a process wrote into `<file>.pid`. */
export const pidOf = (directory: string, file: string): number =>
  Number(readFileSync(join(directory, `${file}.pid`), 'utf8'));

/** Ends all processes that left their number in a folder and are still there. */
export function endAllIn(directory: string): void {
  for (const name of readdirSync(directory)) {
    const pid = name.endsWith('.pid') ? pidOf(directory, name.slice(0, -4)) : 0;
    if (pid > 0 && isAlive(pid)) {
      // It may be about to end.
      sendSignal(pid, 'SIGKILL');
    }
  }
}
