import type { Express } from 'express';
import { sendError } from '../exchange/send.js';
import type { Handler } from './handlers.js';
import { isRoot, type Route } from './routes.js';

/** Creates the handler of all requests: those to a known path go straight to their route; express is loaded only for the others. */
export function createDispatcher(routes: readonly Route[]): Handler {
  const byPath = new Map(routes.map((route) => [route.path, route]));
  const root = byPath.get('/');
  let app: Promise<Express> | undefined;
  return (request, response) => {
    const target = request.url ?? '';
    const route = byPath.get(target) ?? (root && isRoot(target) ? root : undefined);
    if (route) {
      route.handle(request, response);
      return;
    }
    app ??= import('./create-app.js').then(({ mountRoutes }) => mountRoutes(routes));
    app.then(
      (handle) => handle(request, response),
      (error: unknown) => {
        // It is tried again: it may be that no more files can be opened now.
        app = undefined;
        sendError(response, error);
      },
    );
  };
}
