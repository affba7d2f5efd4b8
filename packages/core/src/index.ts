/// <reference types="node" preserve="true" />

export { checkExecutable } from './content/check-executable.js';
export { placeStub } from './delivery/stub.js';
export {
  isRunnerError,
  RUNNER_ERROR_CODES,
  RunnerError,
  type RunnerErrorCode,
  type RunnerErrorOptions,
  type RunnerPhase,
} from './errors.js';
export type { Limits } from './limits.js';
export { ActivationLogs } from './logs/activation-logs.js';
export { DescriptorLogSink } from './logs/descriptor-log-sink.js';
export type { Failure, LogSink, LogStreamName } from './logs/log-sink.js';
export { LogStream } from './logs/log-stream.js';
export { SENTINEL } from './logs/sentinel-guard.js';
export { ActionLoopRunner } from './loop/action-loop-runner.js';
export type { ActionLoopRunnerOptions, Isolation } from './loop/loop-options.js';
export type {
  Cancellation,
  LeftProcess,
  ProcessExit,
  ProcessSpec,
  ProcessUser,
  ReadNow,
  RunningProcess,
  StartProcess,
} from './process/running-process.js';
export { startProcess } from './process/start-process.js';
export type { Environment } from './protocol/environment.js';
export type { ActionResult, InitMessage, JsonObject, ResultText, RunMessage } from './protocol/messages.js';
export { ActionArguments } from './protocol/messages.js';
export { ActionProxy, type ActionProxyOptions, type ProxyState, type StopOptions } from './proxy/action-proxy.js';
export type { DeadlineOptions } from './proxy/deadline.js';
export type { AbortSource } from './proxy/gate.js';
export { type RequestOptions, RequestReport } from './proxy/request-report.js';
export { ActionRunner } from './runner/action-runner.js';
export type { Activation, HookContext, Leftovers } from './runner/activation.js';
export { isActionRunner } from './runner/is-action-runner.js';
export { NativeRunner } from './runner/native-runner.js';
export type { ActionRunnerOptions } from './runner/runner-options.js';
export { Timings } from './timings.js';
