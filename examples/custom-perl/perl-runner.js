import { ActionRunner } from '@actionrunner/core';

/** Perl actions: checked once at init, one process per activation. */
export default class PerlRunner extends ActionRunner {
  constructor(options = {}) {
    super({ source: 'main.pl', command: ['perl', 'main.pl'], ...options });
  }

  async build() {
    await this.compile('perl', ['-c', this.source]); // a syntax error fails init, not the first run
  }
}
