export { checkHealth } from './check-health.js';
export { createApp } from './create-app.js';
export { createHandlers, type Handler, type HandlerOptions, type Handlers } from './handlers.js';
export { type RunningServer, type ServeOptions, serve } from './serve.js';
export { SERVE_OPTIONS, type ServeOption, type ServeSettings, serveSettings } from './serve-options.js';
export { serveOrExit } from './serve-or-exit.js';
export type { Variables } from './single-entry/container.js';
export type { HttpMethod } from './single-entry/http-methods.js';
export { statusOf } from './status-of.js';
