import { sendMethodNotAllowed } from '../exchange/send.js';
import type { Handler, HandlerOptions, Handlers } from './handlers.js';

/** A path that the server knows. */
export interface Route {
  readonly path: string;
  /** The methods that it accepts. GET includes HEAD, except at the single entry point. */
  readonly methods: readonly string[];
  /** Handles all requests to the path; those with another method are answered with 405. */
  readonly handle: Handler;
}

/** Creates the table of the routes: everything that the server knows, whoever dispatches. */
export function createRoutes(
  { init, run, health, entry }: Handlers,
  options: Pick<HandlerOptions, 'platform' | 'health' | 'httpMethods'>,
): readonly Route[] {
  const routes =
    options.platform === 'knative'
      ? // It checks the method itself, since its answers have headers of their own.
        [{ path: '/', methods: options.httpMethods, handle: entry }]
      : [createRoute('POST', '/init', init), createRoute('POST', '/run', run)];
  return options.health ? [...routes, createRoute('GET', '/health', health)] : routes;
}

function createRoute(method: 'GET' | 'POST', path: string, handler: Handler): Route {
  const methods = [method];
  const handle: Handler = (request, response) => {
    if (request.method === method || (request.method === 'HEAD' && method === 'GET')) {
      handler(request, response);
    } else {
      sendMethodNotAllowed(response, path, methods);
    }
  };
  return { path, methods, handle };
}

/** Lists the routes in words, for the answer to any other path. */
export function listRoutes(routes: readonly Route[]): string {
  const names = routes.flatMap(({ methods, path }) => methods.map((method) => `${method} ${path}`));
  const last = names.pop();
  return names.length > 0 ? `${names.join(', ')} and ${last}` : `${last}`;
}

/** Whether the target of a request is `/`, with or without an origin and a query. */
export function isRoot(target: string): boolean {
  return /^(?:https?:\/\/[^/?]*)?\/?(?:\?.*)?$/i.test(target);
}
