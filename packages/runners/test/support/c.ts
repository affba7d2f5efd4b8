import { CRunner, type CRunnerOptions } from '../../src/c/index.js';
import { RunnerActions } from './runner-actions.js';
import { describeWith, outputOf } from './tools.js';

const toolsFound = outputOf('gcc', '--version') !== undefined && outputOf('make', '--version') !== undefined;

export const describeC: jest.Describe = describeWith('gcc or make', 'sudo apt-get install gcc make', toolsFound);

/** A program that answers with its parameters. */
export const IDENTITY = '#include <stdio.h>\nint main(int argc, char **argv) {\n    puts(argv[1]);\n    return 0;\n}\n';

/** A program that answers with this JSON. */
export const answering = (json: string): string =>
  `#include <stdio.h>\nint main(void) {\n    puts(${JSON.stringify(json)});\n    return 0;\n}\n`;

/** C actions of a test file, each in a directory of its own. */
export class CActions extends RunnerActions<CRunnerOptions> {
  constructor() {
    super((options) => new CRunner(options));
  }
}
