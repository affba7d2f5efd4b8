import type { ActionProxy } from '@actionrunner/core';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { createHandlers, type HandlerOptions } from './handlers.js';
import { sendJson } from './send-json.js';
import { SERVE_OPTIONS } from './serve-options.js';

/** The protocol as an express application: `POST /init` and `POST /run`; everything else is answered with a JSON error. */
export function createApp(proxy: ActionProxy, options: Partial<HandlerOptions> = {}): Express {
  const handlers = createHandlers(proxy, { maxBodyBytes: SERVE_OPTIONS.maxBodyBytes.default, ...options });
  const app = express();
  app.disable('x-powered-by');
  app.post('/init', handlers.init);
  app.post('/run', handlers.run);
  app.all(['/init', '/run'], (request: Request, response: Response) => {
    response.setHeader('allow', 'POST');
    sendJson(response, 405, { error: `${request.path} takes POST, not ${request.method}.` });
  });
  app.use((request: Request, response: Response) => {
    sendJson(response, 404, { error: `There is no ${request.path}; an action has POST /init and POST /run.` });
  });
  app.use(
    (error: { status?: number; message?: string }, _request: Request, response: Response, _next: NextFunction) => {
      sendJson(response, error.status ?? 500, { error: error.message ?? 'The request failed.' });
    },
  );
  return app;
}
