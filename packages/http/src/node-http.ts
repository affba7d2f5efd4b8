/**
 * `node:http` without an import of it. Since Node.js 22 an import reads every export of the module, and some of them, such as `WebSocket`, load
 * all of undici when they are read: ten times the time of the module itself, at each start.
 */
export const http: typeof import('node:http') = process.getBuiltinModule('node:http');
