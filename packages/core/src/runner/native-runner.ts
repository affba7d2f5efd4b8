import { ActionRunner } from './action-runner.js';
import { checkExecutable } from './check-executable.js';

/**
 * Runs any executable, script or binary, like `wsk action create --native` and the dockerskeleton image.
 * @public
 * @example
 * ```js
 * import { ActionProxy, NativeRunner } from '@actionrunner/core';
 *
 * const proxy = new ActionProxy(new NativeRunner({ directory: './action' }));
 * await proxy.init(Buffer.from(JSON.stringify({ value: { code: '#!/bin/sh\necho "$1"' } })));
 * console.log(String(await proxy.run(Buffer.from('{"value":{"name":"James"}}')))); // {"name":"James"}
 * await proxy.stop();
 * ```
 */
export class NativeRunner extends ActionRunner {
  /** An executable that this machine cannot start fails the init, not the first run. */
  protected override async build(): Promise<void> {
    await checkExecutable(this.binary);
  }
}
