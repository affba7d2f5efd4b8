import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ActionRunner } from '@actionrunner/core';

/** A runner whose `stop` waits for a file, so that the runtime stays between the last activation and its end. */
export default class SlowStopRunner extends ActionRunner {
  verify() {
    return true;
  }

  async run() {
    return { ok: true };
  }

  async stop() {
    process.stderr.write('stopping\n');
    while (!existsSync(join(this.directory, 'go'))) await sleep(20);
  }
}
