import type { Greeting } from '../../src/messages.js';
import { type Connection, call, listen } from './api.js';
import { indent } from './format.js';
import { OpenFiles } from './open-files.js';
import { ParameterText } from './parameter-text.js';
import { RunViewer } from './run-viewer.js';
import { SettingsDraft } from './settings-draft.js';
import { Status } from './status.js';
import { Store } from './store.js';

/** What the server knows besides files, runs, parameters and settings. */
export interface Shared {
  readonly title: string;
  readonly inputs: readonly string[];
}

/** What the page knows and does; its parts show it. */
export class Workbench {
  readonly status = new Status();
  readonly files = new OpenFiles(this.status);
  readonly runs = new RunViewer(this.status);
  readonly parameters = new ParameterText();
  readonly settings = new SettingsDraft();
  readonly shared = new Store<Shared>({ title: '', inputs: [] });
  readonly connection = new Store<Connection | undefined>(undefined);

  /** Follows the server, until it ends. */
  follow(): Promise<void> {
    return listen(
      {
        state: (greeting) => this.#greet(greeting),
        run: (event) => {
          this.runs.notice(event);
          // Until then, the marks move with what is edited.
          if (event.run.outcome !== undefined) {
            this.#mark();
          }
        },
        log: (event) => this.runs.addLines(event),
        files: (list) => this.files.notice(list),
        parameters: ({ parameters }) => this.parameters.notice(parameters),
        settings: (settings) => this.settings.notice(settings),
        inputs: (inputs) => this.#share({ inputs }),
        end: () => this.status.set('actionrunner dev has ended.'),
      },
      (connection) => {
        if (connection === 'open' && this.connection.value === 'lost') {
          this.status.set('The page is connected again.');
        }
        this.connection.set(connection);
      },
    );
  }

  /** Applies what has changed, and saves the files; the server runs the action then. If none has changed, it is run as it is. */
  async run(): Promise<void> {
    await this.status.report(async () => {
      await this.parameters.send();
      await this.settings.send();
      if (!(await this.files.saveAll())) {
        await call('POST', 'run');
      }
    });
  }

  async stop(): Promise<void> {
    await this.status.report(async () => {
      await call('POST', 'stop');
    });
  }

  /** Copies a text. @param name what it is, at the beginning of a sentence */
  async copy(name: string, text: string): Promise<void> {
    await this.status.report(async () => {
      await navigator.clipboard.writeText(text);
      this.status.set(`${name} is copied.`);
    });
  }

  /** Uses the parameters of a run again. */
  async reuse(id: string): Promise<void> {
    await this.status.report(async () => {
      this.parameters.text = indent(await (await call('GET', 'run-parameters', { query: { id } })).text());
      this.status.set('The parameters are those of that run.');
    });
  }

  async loadInput(name: string): Promise<void> {
    await this.status.report(async () => {
      this.parameters.text = indent(await (await call('GET', 'input', { query: { name } })).text());
      this.status.set(`The parameters are those saved as ${name}.`);
    });
  }

  async saveInput(name: string): Promise<void> {
    await this.status.report(async () => {
      await call('PUT', 'input', { query: { name }, body: this.parameters.text });
      this.status.set(`The parameters are saved as ${name}.`);
    });
  }

  #share(changes: Partial<Shared>): void {
    this.shared.set({ ...this.shared.value, ...changes });
  }

  #greet({ title, settings, inputs, runs, parameters, ...list }: Greeting): void {
    this.#share({ title, inputs });
    this.settings.notice(settings);
    this.parameters.notice(parameters);
    this.runs.reset(runs);
    this.files.notice(list);
    this.files.openFirst();
    this.#mark();
  }

  #mark(): void {
    this.files.mark(this.runs.ended?.problems ?? []);
  }
}
