import { buildZip, type ZipEntry } from '../../../../test/support/zip-builder.js';
import type { ActionProxyOptions } from '../../src/proxy/action-proxy.js';
import type { Proxied } from './proxied.js';
import { makeSandbox } from './tree.js';

/** An action in a directory of its own. */
export type Action = Proxied & { readonly directory: string };

/** The actions of a test file, each in a directory of its own. `afterEach(() => actions.close())` */
export class Actions<Options extends object> {
  readonly #make: (options: Options & { directory: string }, proxyOptions: ActionProxyOptions) => Proxied;
  #started: Proxied[] = [];
  #removals: (() => unknown)[] = [];

  /** @param make makes the runner and its proxy */
  constructor(make: (options: Options & { directory: string }, proxyOptions: ActionProxyOptions) => Proxied) {
    this.#make = make;
  }

  /** A runner that has no code yet. */
  make(options: Partial<Options> = {}, proxyOptions: ActionProxyOptions = {}): Action {
    const { directory } = makeSandbox((removal) => void this.#removals.push(removal));
    const action = this.#make({ directory, ...options } as Options & { directory: string }, proxyOptions);
    this.#started.push(action);
    return Object.assign(action, { directory });
  }

  /** A runner with this source, or these files of a zip. */
  async start(
    code: string | readonly ZipEntry[],
    fields: Record<string, unknown> = {},
    options: Partial<Options> = {},
    proxyOptions: ActionProxyOptions = {},
  ): Promise<Action> {
    const action = this.make(options, proxyOptions);
    await action.init(typeof code === 'string' ? code : buildZip(code), fields);
    return action;
  }

  /** Ends all that was started and removes the directories. */
  async close(): Promise<void> {
    await Promise.all(this.#started.splice(0).map((action) => action.close()));
    await Promise.all(this.#removals.splice(0).map((removal) => removal()));
  }
}
