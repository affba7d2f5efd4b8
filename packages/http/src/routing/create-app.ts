import type { ActionProxy } from '@actionrunner/core';
import { requireSwitch } from '@actionrunner/core/internal';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { sendJson } from '../exchange/send.js';
import { SERVE_OPTIONS } from '../options/serve-options.js';
import { createHandlers, type HandlerOptions } from './handlers.js';
import { createRoutes, listRoutes, type Route } from './routes.js';

/**
 * Creates the protocol as an express application: `POST /init`, `POST /run` and `GET /health`, or `/` and `GET /health` with the platform
 * `knative`; everything else is answered with a JSON error.
 * @param options the defaults are those of {@link serve}; no environment variable is read
 * @public
 * @example
 * ```js
 * import { ActionProxy, NativeRunner } from '@actionrunner/core';
 * import { createApp } from '@actionrunner/http';
 *
 * const app = createApp(new ActionProxy(new NativeRunner({ directory: './action' })));
 * const server = app.listen(0, () => server.close());
 * ```
 */
export function createApp(proxy: ActionProxy, options: Partial<HandlerOptions> = {}): Express {
  const { maxBodyBytes, onFailure, health, platform, httpMethods } = SERVE_OPTIONS;
  const settings = {
    maxBodyBytes: maxBodyBytes.default,
    onFailure: onFailure.default,
    health: health.default,
    platform: platform.default,
    httpMethods: httpMethods.default,
    ...options,
  };
  requireSwitch('health', settings.health);
  return mountRoutes(createRoutes(createHandlers(proxy, settings), settings));
}

/** Mounts routes on a new express application. */
export function mountRoutes(routes: readonly Route[]): Express {
  const app = express();
  app.disable('x-powered-by');
  for (const { path, handle } of routes) {
    app.all(path, handle);
  }
  const served = listRoutes(routes);
  app.use((request: Request, response: Response) => {
    sendJson(response, 404, { error: `Not found: ${request.path}. This runtime serves ${served}.` });
  });
  app.use(
    (error: { status?: number; message?: string }, _request: Request, response: Response, _next: NextFunction) => {
      sendJson(response, error.status ?? 500, { error: error.message ?? 'The request failed.' });
    },
  );
  return app;
}
