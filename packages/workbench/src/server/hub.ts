import type { ServerResponse } from 'node:http';
import type { ActionFiles } from '../files/action-files.js';
import type { Events, FileList, RunSummary } from '../messages.js';
import { RunHistory } from '../runs/run-history.js';
import type { SessionEvent, WorkbenchSession } from '../session.js';
import { EventStream } from './event-stream.js';

/** A result of so many characters is sent with the end of its run; a page asks for a longer one if it shows it. */
const SHORT_RESULT = 64 * 1024;

/** Keeps what happens in a session, and passes it on to the pages. */
export class Hub {
  readonly history: RunHistory;
  readonly #streams = new Set<EventStream>();
  readonly #files: ActionFiles;
  readonly #session: WorkbenchSession;
  readonly #title: string;

  constructor(title: string, files: ActionFiles, session: WorkbenchSession) {
    this.#title = title;
    this.#files = files;
    this.#session = session;
    this.history = new RunHistory(() => files.createFinder());
  }

  /** Answers with events, until the page closes. */
  connect(response: ServerResponse): void {
    const stream = new EventStream(response, () => this.history.latest);
    this.#streams.add(stream);
    response.on('close', () => this.#streams.delete(stream));
    const { parameters, settings, inputs } = this.#session;
    stream.send('state', {
      title: this.#title,
      ...this.#listFiles(),
      parameters,
      settings,
      inputs: inputs.list(),
      runs: this.history.summaries,
    });
    stream.flush();
  }

  /** Receives what happens in the session. */
  publish(event: SessionEvent): void {
    switch (event.type) {
      case 'start':
        this.#flush();
        this.#sendRun(this.history.start(event));
        break;
      case 'log':
        this.history.find(event.id)?.log.add(event.stream, event.bytes);
        for (const stream of this.#streams) {
          stream.noticeLines();
        }
        break;
      case 'request':
        this.#sendRun(this.history.addRequest(event.id, event));
        break;
      case 'end':
        this.#sendRun(this.history.end(event), event.result);
        this.#flush();
        break;
      case 'configure':
        this.send('parameters', { parameters: this.#session.parameters });
        this.send('settings', this.#session.settings);
        break;
      case 'change':
        this.sendFiles();
        break;
    }
  }

  /** Sends an event to all pages. */
  send(type: string, data: unknown): void {
    for (const stream of this.#streams) {
      stream.send(type, data);
    }
  }

  /** Sends the files of the action to all pages. */
  sendFiles(): void {
    this.send('files', this.#listFiles());
  }

  close(): void {
    this.send('end', {});
    for (const stream of this.#streams) {
      stream.end();
    }
  }

  #listFiles(): FileList {
    const { isFolder } = this.#files;
    const { names: files, isCut } = this.#files.list();
    return { files, isFolder, isCut, versions: this.#files.versions() };
  }

  #sendRun(run: RunSummary | undefined, all?: string): void {
    if (run) {
      const result = all !== undefined && all.length <= SHORT_RESULT ? all : undefined;
      const event: Events['run'] = { run, ids: this.history.summaries.map(({ id }) => id), result };
      this.send('run', event);
    }
  }

  #flush(): void {
    for (const stream of this.#streams) {
      stream.flush();
    }
  }
}
