import { eventually } from './command.js';
import { openTextSocket, type TextSocket } from './web-socket.js';

/** A message of the inspector, as far as tests look at it. */
export interface InspectorMessage {
  readonly id?: number;
  readonly method?: string;
  readonly params?: {
    readonly callFrames?: readonly { readonly callFrameId: string }[];
    readonly hitBreakpoints?: readonly string[];
  };
  readonly result?: {
    readonly result?: { readonly value?: unknown };
    readonly breakpointId?: string;
    readonly locations?: readonly { readonly lineNumber: number }[];
  };
}

/** A client of Node's inspector, as an editor is one. */
export class Inspector {
  readonly #messages: InspectorMessage[] = [];
  #socket: TextSocket | undefined;
  #id = 0;

  static async attach(port: number): Promise<Inspector> {
    let url = '';
    await eventually('the inspector', async () => {
      const response = await fetch(`http://127.0.0.1:${port}/json/list`).catch(() => undefined);
      const targets = (await response?.json()) as { webSocketDebuggerUrl: string }[] | undefined;
      url = targets?.[0]?.webSocketDebuggerUrl ?? '';
      return url !== '';
    });
    const inspector = new Inspector();
    inspector.#socket = await openTextSocket(url, (text) =>
      inspector.#messages.push(JSON.parse(text) as InspectorMessage),
    );
    return inspector;
  }

  async send(method: string, params: object = {}): Promise<InspectorMessage> {
    const id = ++this.#id;
    this.#socket?.send(JSON.stringify({ id, method, params }));
    return await this.#find((message) => message.id === id);
  }

  /** Waits until the program has paused once more. */
  async pause(): Promise<InspectorMessage> {
    const message = await this.#find(({ method }) => method === 'Debugger.paused');
    this.#messages.splice(this.#messages.indexOf(message), 1);
    return message;
  }

  /** The value of an expression where the program has paused. */
  async evaluate({ params }: InspectorMessage, expression: string): Promise<unknown> {
    const callFrameId = params?.callFrames?.[0]?.callFrameId;
    const evaluated = await this.send('Debugger.evaluateOnCallFrame', { callFrameId, expression });
    return evaluated.result?.result?.value;
  }

  async #find(fits: (message: InspectorMessage) => boolean): Promise<InspectorMessage> {
    await eventually('a message of the inspector', () => this.#messages.some(fits));
    return this.#messages.find(fits) as InspectorMessage;
  }

  close(): void {
    this.#socket?.close();
  }
}
