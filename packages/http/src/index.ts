export { checkHealth } from './check-health.js';
export { getStatus } from './exchange/status.js';
export {
  type ContainerEnvironment,
  type HttpMethod,
  readServeSettings,
  SERVE_OPTIONS,
  type ServeOption,
  type ServeSettings,
} from './options/serve-options.js';
export { createApp } from './routing/create-app.js';
export { createHandlers, type Handler, type HandlerOptions, type Handlers } from './routing/handlers.js';
export { type RunningServer, type ServeOptions, serve } from './serve.js';
export { serveOrExit } from './serve-or-exit.js';
