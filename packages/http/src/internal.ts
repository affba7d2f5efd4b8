/**
 * What the sibling packages need of this one. Not for authors of runtimes: anything here may change in any release.
 *
 * @module
 */
export { readBody } from './exchange/read-body.js';
export { getStatus } from './exchange/status.js';
export { explainListenCode } from './server/listen.js';
export { findBodyKind } from './single-entry/binary-body.js';
export { RESERVED } from './single-entry/context.js';
export { allowAnyOrigin } from './single-entry/create-entry.js';
export { type EntryAnswer, toAnswer } from './single-entry/to-answer.js';
