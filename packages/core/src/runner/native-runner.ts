import { ActionRunner } from './action-runner.js';

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
export class NativeRunner extends ActionRunner {}
