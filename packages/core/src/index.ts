export { listArchive } from './archive/list-archive.js';
export { DEFAULT_DIRECTORY, DIRECTORY_VARIABLE } from './delivery/action-directory.js';
export { makeDirectory } from './delivery/make-directory.js';
export { placeStub } from './delivery/stub.js';
export {
  isRunnerError,
  messageOf,
  RUNNER_ERROR_CODES,
  RunnerError,
  type RunnerErrorCode,
  type RunnerErrorOptions,
  type RunnerPhase,
  systemCode,
} from './errors.js';
export type { Limits } from './limits.js';
export {
  DEFAULT_MAX_ARCHIVE_BYTES,
  DEFAULT_MAX_ARCHIVE_ENTRIES,
  DEFAULT_MAX_LOG_BYTES,
  DEFAULT_MAX_QUEUE,
  DEFAULT_MAX_RESULT_BYTES,
} from './limits.js';
export { ActivationLogs } from './logs/activation-logs.js';
export { DescriptorLogSink } from './logs/descriptor-log-sink.js';
export type { Failure, LogSink, LogStreamName } from './logs/log-sink.js';
export { LogStream } from './logs/log-stream.js';
export { SENTINEL } from './logs/sentinel-guard.js';
export { ActionLoopRunner, type ActionLoopRunnerOptions } from './loop/action-loop-runner.js';
export type {
  Cancellation,
  LeftProcess,
  ProcessExit,
  ProcessSpec,
  ProcessUser,
  RunningProcess,
  StartProcess,
} from './process/running-process.js';
export { startProcess } from './process/start-process.js';
export type { Environment } from './protocol/environment.js';
export { type JsonMember, jsonMembers } from './protocol/json.js';
export type { ActionResult, InitMessage, JsonObject, RunMessage } from './protocol/messages.js';
export { ActionArguments } from './protocol/messages.js';
export { type Body, parseBody } from './protocol/parse-body.js';
export { ActionProxy, type ActionProxyOptions, type ProxyState } from './proxy/action-proxy.js';
export { type RequestOptions, RequestReport } from './proxy/request-report.js';
export { ActionRunner, type ActionRunnerOptions, isActionRunner } from './runner/action-runner.js';
export type { Activation, HookContext, Leftovers } from './runner/activation.js';
export { checkExecutable, parseShebang, readHead, type Shebang } from './runner/check-executable.js';
export { NativeRunner } from './runner/native-runner.js';
export { Timings } from './timings.js';
