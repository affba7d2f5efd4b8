/** How Node.js lists the module once it is loaded. */
const LISTED = 'NativeModule http';

/**
 * Loads `node:http`, when it is needed: it takes a tenth of the start of a server that has nothing else (ADR 0041). Not by an import, which since
 * Node.js 22 reads every export of the module, and some of them, such as `WebSocket`, load all of undici when they are read.
 */
export function loadHttp(): typeof import('node:http') {
  return process.getBuiltinModule('node:http');
}

/** Finds out whether anybody in this process uses `node:http`. */
export class HttpUse {
  readonly #loaded = (process as { readonly moduleLoadList?: readonly string[] }).moduleLoadList;
  #count = 0;
  #isLoaded = false;

  /** Whether it is loaded, or somebody who may change it waits for that, as tracers do. True where that is not known. */
  get isLikely(): boolean {
    const loaded = this.#loaded;
    if (!loaded || process.getBuiltinModule.name !== 'getBuiltinModule') {
      return true;
    }
    if (loaded.length !== this.#count) {
      this.#count = loaded.length;
      this.#isLoaded ||= loaded.includes(LISTED);
    }
    return this.#isLoaded;
  }
}
