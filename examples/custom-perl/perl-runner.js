import { ActionRunner } from '@actionrunner/core';

/** Perl actions: checked once at init, one process per activation. */
export default class PerlRunner extends ActionRunner {
  constructor(options = {}) {
    super({ source: 'main.pl', command: ['perl', 'main.pl'], ...options });
  }

  async build() {
    // A syntax error fails init, not the first run. Without CHECK, perl says that the syntax is OK.
    await this.compile('perl', ['-M5; CHECK { close STDERR }', '-c', this.source]);
  }
}
