export { checkHealth } from './check-health.js';
export { getStatus, statusOf } from './exchange/status.js';
export {
  type ContainerEnvironment,
  type ContainerEnvironment as Variables,
  type HttpMethod,
  readServeSettings,
  SERVE_OPTIONS,
  type ServeOption,
  type ServeSettings,
  serveSettings,
} from './options/serve-options.js';
export { createApp } from './routing/create-app.js';
export { createHandlers, type Handler, type HandlerOptions, type Handlers } from './routing/handlers.js';
export { type RunningServer, type ServeOptions, serve } from './serve.js';
export { serveOrExit } from './serve-or-exit.js';
