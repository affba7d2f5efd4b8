import type { ActionProxy } from '@actionrunner/core';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { createHandlers, type HandlerOptions } from './handlers.js';
import { sendJson } from './send-json.js';
import { SERVE_OPTIONS } from './serve-options.js';

/**
 * The protocol as an express application: `POST /init`, `POST /run` and `GET /health`, or `/` and `GET /health` with the platform `knative`;
 * everything else is answered with a JSON error.
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
  const handlers = createHandlers(proxy, settings);
  const app = express();
  app.disable('x-powered-by');
  const isSingle = settings.platform === 'knative';
  if (isSingle) {
    app.all('/', handlers.entry);
  } else {
    app.post('/init', handlers.init);
    app.post('/run', handlers.run);
    app.all(['/init', '/run'], notAllowed('POST'));
  }
  if (settings.health) {
    app.get('/health', handlers.health);
    app.all('/health', notAllowed('GET'));
  }
  const routes = isSingle ? 'the action is at /.' : 'an action has POST /init and POST /run.';
  app.use((request: Request, response: Response) => {
    sendJson(response, 404, { error: `There is no ${request.path}; ${routes}` });
  });
  app.use(
    (error: { status?: number; message?: string }, _request: Request, response: Response, _next: NextFunction) => {
      sendJson(response, error.status ?? 500, { error: error.message ?? 'The request failed.' });
    },
  );
  return app;
}

function notAllowed(method: string) {
  return (request: Request, response: Response) => {
    const error = `${request.path} takes ${method}, not ${request.method}.`;
    sendJson(response, 405, { error }, { allow: method });
  };
}
