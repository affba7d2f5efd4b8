import { printWarning } from '../cli-error.js';

/** Warns that an entry point is not called, if the runner is one that knows none: all of the action runs. */
export function warnOfMain(main: string, runnerName: string, path: string): void {
  if (main !== 'main' && (['native', 'loop'].includes(runnerName) || runnerName.startsWith('interpreter:'))) {
    printWarning(`--main ${main} is not used: the runner ${runnerName} runs all of ${path}, and calls no function.`);
  }
}
