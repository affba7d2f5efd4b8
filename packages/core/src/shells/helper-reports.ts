import type { Socket } from 'node:net';

/** Who is interested in what a helper reports. */
export interface HelperListener {
  /** Receives each line. */
  readonly report: (line: string) => void;
  /** Called when nobody can report any more. */
  readonly gone: () => void;
}

/** What a helper reports, line by line. The runtime does not stay alive for it, except while a process runs. */
export class HelperReports {
  readonly #source: Socket;
  #heard = '';

  constructor(source: Socket, { report, gone }: HelperListener) {
    this.#source = source;
    source.setEncoding('latin1').on('data', (text) => this.#hear(String(text), report));
    source.on('error', gone).once('end', gone);
    this.rest();
  }

  /** The runtime stays alive for it. */
  work(): void {
    this.#source.ref();
  }

  /** The runtime does not stay alive for it. */
  rest(): void {
    this.#source.unref();
  }

  /** Hears no more. */
  mute(): void {
    this.#source.destroy();
  }

  #hear(text: string, report: (line: string) => void): void {
    const lines = (this.#heard + text).split('\n');
    this.#heard = lines.pop() as string;
    for (const line of lines) {
      report(line);
    }
  }
}
