/**
 * What the sibling packages need of this one. Not for authors of runtimes: anything here may change in any release.
 *
 * @module
 */
export { decodeFileName } from './archive/file-name.js';
export { type ArchiveRoot, listArchive } from './archive/list-archive.js';
export {
  checkProgram,
  checkSource,
  identifyBytes,
  parseShebang,
  readHead,
  type Shebang,
} from './content/check-executable.js';
export type { Content } from './content/identify.js';
export { DEFAULT_DIRECTORY, DIRECTORY_VARIABLE } from './delivery/action-directory.js';
export { readdir } from './delivery/file-calls.js';
export { makeDirectory } from './delivery/make-directory.js';
export { messageOf, systemCode } from './errors.js';
export {
  DEFAULT_MAX_ARCHIVE_BYTES,
  DEFAULT_MAX_ARCHIVE_ENTRIES,
  DEFAULT_MAX_LOG_BYTES,
  DEFAULT_MAX_QUEUE,
  DEFAULT_MAX_RESULT_BYTES,
} from './limits.js';
export { LinkedList } from './linked-list.js';
export { SENTINEL } from './logs/sentinel-guard.js';
export {
  ACKNOWLEDGE_VARIABLE,
  ISOLATION_VARIABLE,
  ISOLATIONS,
  parseAcknowledges,
  parseIsolation,
  readIsolation,
} from './loop/loop-options.js';
export type { SourcedScript } from './process/running-process.js';
export { signalGroup } from './process/terminate.js';
export { WaitingCheck } from './process/waiting-check.js';
export { type ActionToSend, createContext, encodeInit, encodeRun } from './protocol/encode-messages.js';
export { isApplicationError } from './protocol/encode-result.js';
export {
  compact,
  findMember,
  isArrayText,
  isObjectOrArray,
  isObjectText,
  isStringText,
  type JsonMember,
  jsonMembers,
} from './protocol/json.js';
export { type Body, parseBody } from './protocol/parse-body.js';
export { parseRun } from './protocol/parse-run.js';
export { formatLaunchScript } from './shells/launch-script.js';
export { exitOnSignal, onStopSignal } from './signals.js';
export { readSwitch, requireSwitch } from './switches.js';
