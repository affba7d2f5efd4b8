/**
 * The page of `actionrunner dev --ui`.
 *
 * @module
 */
export type {
  Inputs,
  Outcome,
  Phase,
  RequestTimes,
  SessionEvent,
  Settings,
  StreamName,
  WorkbenchSession,
} from './session.js';
export { startWorkbench, type Workbench, type WorkbenchOptions } from './start-workbench.js';
