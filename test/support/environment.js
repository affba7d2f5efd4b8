// @ts-check
/**
 * The environment of all tests: that of Node.js, in which a worker compiles each module once, and in which the last test
 * file is as fast as the first.
 *
 * jest compiles modules for each test file, its own, too, which takes 0.1 s of CPU a file. V8 keeps the code of a script
 * that it has seen, but not that of `vm.compileFunction`, which jest calls.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { setFlagsFromString } from 'node:v8';
import vm from 'node:vm';
import { TestEnvironment } from 'jest-environment-node';

const { compileFunction } = vm;

/**
 * The function that `vm.compileFunction` returns, from a script.
 * @type {typeof compileFunction}
 */
function compileAsScript(source, parameters = [], options = {}) {
  const { filename, parsingContext } = options;
  if (parsingContext === undefined) return compileFunction(source, parameters, options);
  const head = `(function (${parameters.join(', ')}) {`;
  // On a line of its own, as the source may end in a comment.
  const script = new vm.Script(`${head}${source}\n})`, { filename, columnOffset: -head.length });
  return script.runInContext(parsingContext);
}

/**
 * jest-circus 30 has one storage for each test file, and leaves it enabled. Node.js before 24 passes each promise to all
 * of them: after 60 files it takes many times as long.
 * @type {Set<AsyncLocalStorage<unknown>>}
 */
const storages = new Set();

const { run } = AsyncLocalStorage.prototype;

/** @type {(this: AsyncLocalStorage<unknown>, ...args: Parameters<typeof run>) => ReturnType<typeof run>} */
function runRemembered(...args) {
  storages.add(this);
  return run.apply(this, args);
}

AsyncLocalStorage.prototype.run = runRemembered;

/**
 * When the garbage of earlier test files is collected: a worker needs 40 MB. V8 would begin beyond 300 MB, and each start of a process copies
 * the page tables of the worker: it takes longer, the more there is.
 */
const MAX_HEAP_BYTES = 100 * 1024 * 1024;

setFlagsFromString('--expose-gc');
/** @type {() => void} */
const collectGarbage = vm.runInNewContext('gc');
setFlagsFromString('--no-expose-gc');

export default class CompilingOnce extends TestEnvironment {
  /** @param {ConstructorParameters<typeof TestEnvironment>} args */
  constructor(...args) {
    super(...args);
    // A coverage report counts characters from the start of the function.
    vm.compileFunction = args[0].globalConfig.collectCoverage ? compileFunction : compileAsScript;
  }

  /** @override */
  async teardown() {
    await super.teardown();
    for (const storage of storages) storage.disable();
    storages.clear();
    if (process.memoryUsage().heapUsed > MAX_HEAP_BYTES) collectGarbage();
  }
}
