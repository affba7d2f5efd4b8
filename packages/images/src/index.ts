export { ENGINE_VARIABLE, type Engine, findEngine } from './container/engine.js';
export { type ImageName, isReference, parseImageName } from './container/image-name.js';
export { type ImageRuntime, type ImageRuntimeOptions, withImageRuntime } from './container/image-runtime.js';
export { parseMemorySize } from './container/memory-size.js';
export { DEFAULT_MEMORY } from './container/platform-limits.js';
export type { ContainerAnswer } from './container/request.js';
export { ImageError, type ImageErrorCode, type Unanswered } from './image-error.js';
export type { CheckResult, Status } from './inspect/check.js';
export { type Inspection, type InspectOptions, inspectImage } from './inspect/inspect-image.js';
export { PROFILES, type Profile } from './inspect/profiles.js';
export { type Summary, summarize, toJson, toTable } from './inspect/report.js';
export {
  createBlackboxManifest,
  createRuntimeManifest,
  deriveKind,
  type ManifestImage,
  type ManifestOptions,
  type RuntimeEntry,
  type RuntimesManifest,
} from './manifest/runtimes-manifest.js';
