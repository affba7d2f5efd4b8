/// <reference types="node" preserve="true" />

export { ConformanceError, type ConformanceErrorCode } from './conformance-error.js';
export { conformanceSuite, type SuiteOptions, type TestFunction } from './conformance-suite.js';
export { listCases } from './list-cases.js';
export type { ActionCode } from './manifest/action-code.js';
export { DEFAULT_MANIFEST } from './manifest/default-manifest.js';
export type { Manifest } from './manifest/manifest.js';
export { readManifest } from './manifest/read-manifest.js';
export { SAMPLES, type SampleName } from './manifest/sample-names.js';
export { SUPPORTS, type Support } from './manifest/supports.js';
export type { CaseInfo, CaseResult, ConformanceReport, Evidence, Outcome, Severity } from './report.js';
export { formatHtml } from './reports/html/format-html.js';
export { formatJson } from './reports/json.js';
export { formatJunit } from './reports/junit.js';
export { formatTap } from './reports/tap.js';
export {
  createProgress,
  formatTerminal,
  type Progress,
  type ProgressOptions,
  type ProgressStream,
  type TerminalOptions,
} from './reports/terminal.js';
export { conforms, type Judgement } from './reports/verdict.js';
export { type ConformanceOptions, runConformance } from './run-conformance.js';
export { type CommandOptions, commandTarget } from './target/command-target.js';
export { imageTarget } from './target/image-target.js';
export type { Target } from './target/target.js';
export { urlTarget } from './target/url-target.js';
