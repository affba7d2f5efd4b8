import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';

/** Lets web pages of any origin call the action. */
export function corsHeaders({ headers }: IncomingMessage): OutgoingHttpHeaders {
  return {
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'OPTIONS, GET, DELETE, POST, PUT, HEAD, PATCH',
    'access-control-allow-headers':
      headers['access-control-request-headers'] ??
      'Authorization, Origin, X-Requested-With, Content-Type, Accept, User-Agent',
  };
}
