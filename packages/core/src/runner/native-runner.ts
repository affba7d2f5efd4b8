import { ActionRunner } from './action-runner.js';
import { checkExecutable } from './check-executable.js';

/** Runs any executable, script or binary, like `wsk action create --native` and the dockerskeleton image. */
export class NativeRunner extends ActionRunner {
  /** An executable that this machine cannot start fails the init, not the first run. */
  protected override async build(): Promise<void> {
    await checkExecutable(this.binary);
  }
}
