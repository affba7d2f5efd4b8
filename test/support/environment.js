// @ts-check
/**
 * The environment of all tests: that of Node.js, in which a worker compiles each module once.
 *
 * jest compiles modules for each test file, its own, too, which takes 0.1 s of CPU a file. V8 keeps the code of a script
 * that it has seen, but not that of `vm.compileFunction`, which jest calls.
 */
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

export default class CompilingOnce extends TestEnvironment {
  /** @param {ConstructorParameters<typeof TestEnvironment>} args */
  constructor(...args) {
    super(...args);
    // A coverage report counts characters from the start of the function.
    vm.compileFunction = args[0].globalConfig.collectCoverage ? compileFunction : compileAsScript;
  }
}
