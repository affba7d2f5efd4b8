import { resolve } from 'node:path';
import { messageOf } from '@actionrunner/core/internal';
import { startWorkbench, type Workbench, type WorkbenchOptions } from '@actionrunner/workbench';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';
import { checkParameters, collectParameters } from '../invoke/parameters.js';
import { IgnoreRules } from '../watch/ignore-rules.js';
import { describeDifference } from './describe-result.js';
import type { DevSession } from './dev-session.js';
import type { SavedInputs } from './saved-inputs.js';

const LABEL = 'the text';

/** Serves the page of a session. @throws CliError if it cannot listen there */
export async function servePage(
  path: string,
  session: DevSession,
  inputs: SavedInputs,
  address: Pick<WorkbenchOptions, 'host' | 'port'>,
): Promise<Workbench> {
  const rules = new IgnoreRules(resolve(path));
  const ignores = (file: string, isFolder: boolean) => rules.ignores(file, isFolder);
  const controlled = {
    get parameters() {
      return session.parameters;
    },
    get settings() {
      return session.settings;
    },
    inputs: {
      list: () => inputs.list(),
      read: (name: string) => collectParameters([inputs.find(name)]),
      save: (name: string, parameters: string) => inputs.save(name, checkParameters(parameters, LABEL)),
    },
    setParameters: (parameters: string) => session.setParameters(checkParameters(parameters, LABEL)),
    run: () => void session.again(),
    stop: () => void session.stop(),
    configure: (settings: Parameters<DevSession['configure']>[0]) => session.configure(settings),
    compare: (before: string, after: string) => describeDifference(before, after) as string,
  };
  try {
    const workbench = await startWorkbench({ path, session: controlled, ...address, ignores });
    return {
      ...workbench,
      publish: (event) => {
        if (event.type === 'change') {
          rules.forget();
        }
        workbench.publish(event);
      },
    };
  } catch (error) {
    throw new CliError(EXIT.usage, `the page cannot be served: ${messageOf(error)}`, { cause: error });
  }
}
