/** What must not compile does not: checked by `npm run typecheck`, run by nobody. */
import {
  BashRunner,
  CRunner,
  type CRunnerOptions,
  PythonRunner,
  type PythonRunnerOptions,
} from '@actionrunner/runners';
import { BashRunner as BashRunnerAlone } from '@actionrunner/runners/bash';
import { CRunner as CRunnerAlone } from '@actionrunner/runners/c';
import { PythonRunner as PythonRunnerAlone } from '@actionrunner/runners/python';

/** Every option of its own, as the reference says. */
export const C: CRunnerOptions = { cflags: ['-O3'], ldflags: ['-s'], ldlibs: ['-lm'], directory: '/action' };
export const PYTHON: PythonRunnerOptions = { python: 'python3.12', launcher: '/launcher.py', workers: 2 };

new BashRunner({ directory: '/action', environment: process.env });
// @ts-expect-error there is no option of this name
new BashRunner({ shell: '/bin/bash' });
// @ts-expect-error a directory is a path
new BashRunner({ directory: 1 });

new CRunner(C);
// @ts-expect-error there is no option of this name
new CRunner({ flags: ['-O2'] });
// @ts-expect-error flags are an array of words
new CRunner({ cflags: '-O2 -g' });
// @ts-expect-error libraries are an array of words
new CRunner({ ldlibs: '-lm' });
// @ts-expect-error it has no workers: each activation is a process
new CRunner({ workers: 2 });

new PythonRunner(PYTHON);
// @ts-expect-error there is no option of this name
new PythonRunner({ interpreter: 'python3' });
// @ts-expect-error the interpreter is one word
new PythonRunner({ python: ['python3', '-u'] });
// @ts-expect-error workers are counted
new PythonRunner({ workers: '2' });

// @ts-expect-error there is no option of this name
new BashRunnerAlone({ shell: '/bin/bash' });
// @ts-expect-error there is no option of this name
new CRunnerAlone({ flags: ['-O2'] });
// @ts-expect-error there is no option of this name
new PythonRunnerAlone({ interpreter: 'python3' });
