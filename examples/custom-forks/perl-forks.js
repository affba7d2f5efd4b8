import { fileURLToPath } from 'node:url';
import { ActionLoopRunner } from '@actionrunner/core';

const LAUNCHER = fileURLToPath(new URL('launcher.pl', import.meta.url));

/** Perl actions that are loaded once: each activation runs in a fork of the process that has loaded the action. */
export default class PerlForks extends ActionLoopRunner {
  constructor(options = {}) {
    super({ source: 'main.pl', command: ['perl', LAUNCHER, './main.pl'], isolation: 'fork', ...options });
  }
}
