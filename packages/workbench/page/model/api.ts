import type { Events } from '../../src/messages.js';

export type Listeners = { readonly [Name in keyof Events]: (data: Events[Name]) => void };

const RECONNECT_MS = 1_000;

const token = new URLSearchParams(location.search).get('token') ?? '';

/** An answer that is not the wanted one. */
export class ApiError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** How the page is connected: `ended` with the server, which has said so, and `refused` by another one, whose token is another. */
export type Connection = 'open' | 'lost' | 'ended' | 'refused';

/** Sends a request. @throws ApiError, or Error without a connection */
export async function call(
  method: string,
  path: string,
  { query = {}, body, headers = {} }: CallOptions = {},
): Promise<Response> {
  const search = new URLSearchParams(query).toString();
  const response = await fetch(search === '' ? `/api/${path}` : `/api/${path}?${search}`, {
    method,
    body: body ?? null,
    headers: { ...headers, Authorization: `Bearer ${token}` },
  }).catch((error: unknown) => {
    throw new Error('There is no connection to actionrunner dev.', { cause: error });
  });
  if (!response.ok) {
    throw new ApiError(response.status, await response.text());
  }
  return response;
}

interface CallOptions {
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Receives the events of the server, until it ends; connects again when the connection is lost. */
export async function listen(listeners: Listeners, onConnection: (connection: Connection) => void): Promise<void> {
  let hasEnded = false;
  let isOpen = false;
  const all: Listeners = {
    ...listeners,
    end: (data) => {
      hasEnded = true;
      listeners.end(data);
    },
  };
  for (;;) {
    try {
      const { body } = await call('GET', 'events');
      onConnection('open');
      isOpen = true;
      for await (const [name, data] of readEvents(body as ReadableStream<Uint8Array>)) {
        (all[name as keyof Listeners] as (data: unknown) => void)(JSON.parse(data));
      }
    } catch (error) {
      if (error instanceof ApiError && error.status === 403) {
        // Tokens are new with each start: this one is never good again.
        onConnection('refused');
        return;
      }
      if (!hasEnded && isOpen) {
        console.info('The connection is lost.', error);
      }
    }
    if (hasEnded) {
      onConnection('ended');
      return;
    }
    isOpen = false;
    onConnection('lost');
    await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
  }
}

/** Server-sent events; an EventSource could not send the token in a header. */
async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<readonly [name: string, data: string]> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  let pieces: string[] = [];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      return;
    }
    const parts = value.split('\n\n');
    // An event in many pieces is joined once.
    if (parts.length === 1 && !(value.startsWith('\n') && pieces.length > 0)) {
      pieces.push(value);
      continue;
    }
    const events = (pieces.join('') + value).split('\n\n');
    pieces = [events.pop() as string];
    for (const event of events) {
      const end = event.indexOf('\n');
      yield [event.slice('event: '.length, end), event.slice(end + '\ndata: '.length)];
    }
  }
}
