import { json, jsonParseLinter } from '@codemirror/lang-json';
import { type Diagnostic, linter, setDiagnostics } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import type { Events, FileList, Greeting, LogLine, RunSummary } from '../src/messages.js';
import type { Settings } from '../src/session.js';
import { ApiError, call, listen } from './api.js';
import { type Buffer, createBuffer, isChanged, toText } from './buffers.js';
import { basicExtensions, replaceText, toDiagnostics } from './editor.js';
import { type JsonLines, parseLines } from './json-lines.js';
import { Store } from './store.js';

/** What the server knows. */
export interface Shared {
  readonly title: string;
  readonly files: readonly string[];
  readonly settings: Settings | undefined;
  readonly inputs: readonly string[];
  readonly runs: readonly RunSummary[];
}

/** The result of a run, or why there is none. */
export interface ShownResult {
  readonly id: string;
  readonly text: string;
  readonly json: JsonLines;
}

/** What the page knows and does; its parts show it. */
export class Workbench {
  readonly shared = new Store<Shared>({ title: '', files: [], settings: undefined, inputs: [], runs: [] });
  readonly isConnected = new Store<boolean | undefined>(undefined);
  /** The open files by name. */
  readonly buffers = new Store<ReadonlyMap<string, Buffer>>(new Map());
  readonly file = new Store<string | undefined>(undefined);
  /** Why the file that was chosen is not shown. */
  readonly fileError = new Store<string | undefined>(undefined);
  /** The run that is looked at; undefined: the newest. */
  readonly selected = new Store<string | undefined>(undefined);
  readonly result = new Store<ShownResult | undefined>(undefined);
  /** The lines of the newest run, or of the one that is looked at. The array grows. */
  readonly logs = new Store<{ readonly id: string; readonly lines: readonly LogLine[] }>({ id: '', lines: [] });
  /** What has happened last, for the status line, which is read aloud. */
  readonly status = new Store('');
  readonly code: EditorView;
  readonly parameters: EditorView;
  /** What the server has as parameters. */
  #parameters = '';
  /** The text in the editor that means them: any other is an edit of this page. */
  #shownParameters = '{}';
  #live: { id: string; lines: LogLine[] } = { id: '', lines: [] };
  #saving: Promise<void> = Promise.resolve();

  constructor() {
    this.code = new EditorView({
      state: EditorState.create({ extensions: [basicExtensions('Code'), EditorState.readOnly.of(true)] }),
    });
    this.parameters = new EditorView({
      state: EditorState.create({
        doc: '{}',
        extensions: [basicExtensions('Parameters, as JSON'), json(), linter(checkParameters, { delay: 200 })],
      }),
    });
  }

  /** Follows the server, as long as the page is open. */
  follow(): Promise<never> {
    return listen(
      {
        state: (greeting) => this.#greet(greeting),
        run: (event) => this.#noticeRun(event),
        log: (event) => this.#addLines(event),
        files: (list) => this.#noticeFiles(list),
        parameters: ({ parameters }) => this.#noticeParameters(parameters),
        settings: (settings) => this.#share({ settings }),
        inputs: (inputs) => this.#share({ inputs }),
      },
      (isConnected) => this.isConnected.set(isConnected),
    );
  }

  get shownRun(): RunSummary | undefined {
    const { runs } = this.shared.value;
    return runs.find(({ id }) => id === this.selected.value) ?? runs.at(-1);
  }

  /** Opens a file. */
  async open(name: string): Promise<void> {
    await this.#report(async () => {
      this.#keep();
      this.fileError.set(undefined);
      try {
        if (!this.buffers.value.has(name)) {
          const { text, version } = await readFile(name);
          const watch = EditorView.updateListener.of(({ docChanged }) => docChanged && this.#keep());
          this.#put(createBuffer(name, text, version, watch));
        }
      } catch (error) {
        this.file.set(name);
        this.fileError.set(messageOf(error));
        return;
      }
      this.file.set(name);
      this.code.setState((this.buffers.value.get(name) as Buffer).state);
      this.#mark();
    });
  }

  /** Goes to a place in a file. */
  async goTo(name: string, line: number, column = 1): Promise<void> {
    await this.open(name);
    const { doc } = this.code.state;
    const { from, to } = doc.line(Math.min(line, doc.lines));
    this.code.dispatch({ selection: { anchor: Math.min(from + column - 1, to) }, scrollIntoView: true });
    this.code.focus();
  }

  /** Saves what has changed; the server runs the action then. If nothing has, it is run as it is. */
  run(): Promise<void> {
    return this.#report(async () => {
      const problem = checkParameters(this.parameters)[0];
      if (problem) {
        const { number, from } = this.parameters.state.doc.lineAt(problem.from);
        this.parameters.dispatch({ selection: { anchor: problem.from }, scrollIntoView: true });
        this.parameters.focus();
        throw new Error(`Parameters, line ${number}, column ${problem.from - from + 1}: ${problem.message}`);
      }
      const parameters = this.parameters.state.doc.toString();
      if (parameters !== this.#shownParameters) {
        await call('PUT', 'parameters', { body: parameters });
        this.#parameters = parameters;
        this.#shownParameters = parameters;
      }
      if (!(await this.#saveAll())) {
        await call('POST', 'run');
      }
    });
  }

  stop(): Promise<void> {
    return this.#report(async () => {
      await call('POST', 'stop');
    });
  }

  /** Solves a conflict: by what is on disk, or by what is here, which the next save writes. */
  solve(name: string, wins: 'disk' | 'page'): void {
    this.#keep();
    const buffer = this.buffers.value.get(name);
    if (!buffer?.conflict) {
      return;
    }
    const solved = { ...buffer, ...buffer.conflict, conflict: undefined };
    this.#put(solved);
    if (wins === 'disk') {
      this.#setText(solved);
    }
    this.status.set(wins === 'disk' ? `${name}: as on disk.` : `${name}: save it to overwrite what is on disk.`);
  }

  /** Looks at a run; undefined: at the newest. */
  async select(id: string | undefined): Promise<void> {
    await this.#report(async () => {
      this.selected.set(id);
      const run = this.shownRun;
      if (!run) {
        return;
      }
      if (run.id === this.#live.id) {
        this.logs.set({ ...this.#live });
      } else {
        const lines = (await (await call('GET', 'logs', { query: { id: run.id } })).json()) as LogLine[];
        this.logs.set({ id: run.id, lines });
      }
      await this.#loadResult(run);
    });
  }

  /** Uses the parameters of a run again. */
  reuse(id: string): Promise<void> {
    return this.#report(async () => {
      const text = await (await call('GET', 'run-parameters', { query: { id } })).text();
      this.#setParameters(indent(text));
      this.status.set('The parameters are those of that run.');
    });
  }

  async compare(before: string, after: string): Promise<string> {
    return (await call('GET', 'compare', { query: { before, after } })).text();
  }

  loadInput(name: string): Promise<void> {
    return this.#report(async () => {
      this.#setParameters(indent(await (await call('GET', 'input', { query: { name } })).text()));
      this.status.set(`The parameters are those saved as ${name}.`);
    });
  }

  saveInput(name: string): Promise<void> {
    return this.#report(async () => {
      await call('PUT', 'input', { query: { name }, body: this.parameters.state.doc.toString() });
      this.status.set(`The parameters are saved as ${name}.`);
    });
  }

  configure(settings: Settings): Promise<void> {
    return this.#report(async () => {
      await call('PUT', 'settings', { body: JSON.stringify(settings) });
      await this.run();
    });
  }

  async #report(use: () => Promise<void>): Promise<void> {
    try {
      await use();
    } catch (error) {
      this.status.set(messageOf(error));
    }
  }

  #share(changes: Partial<Shared>): void {
    this.shared.set({ ...this.shared.value, ...changes });
  }

  #greet({ title, files, versions, parameters, settings, inputs, runs }: Greeting): void {
    this.#live = { id: '', lines: [] };
    this.#share({ title, files, settings, inputs, runs });
    this.#noticeParameters(parameters);
    this.#noticeFiles({ files, versions });
    const first = files.find((name) => /^(main|__main__|index|exec)\b/.test(name)) ?? files[0];
    if (this.file.value === undefined && first !== undefined) {
      void this.open(first);
    }
    const ended = runs.findLast(({ outcome }) => outcome !== undefined);
    if (ended) {
      void this.#report(() => this.#loadResult(ended));
    }
    this.#mark();
  }

  #noticeRun({ run, ids }: Events['run']): void {
    const { runs } = this.shared.value;
    const isNew = !runs.some(({ id }) => id === run.id);
    const all = isNew ? [...runs, run] : runs.map((each) => (each.id === run.id ? run : each));
    this.#share({ runs: all.filter(({ id }) => ids.includes(id)) });
    if (isNew) {
      this.selected.set(undefined);
      this.#startLogs(run.id);
      this.status.set(`Run ${run.number} …`);
    }
    if (run.outcome !== undefined && run.outcome !== 'stopped' && run.id === this.shownRun?.id) {
      this.#mark();
      void this.#report(async () => {
        await this.#loadResult(run);
        this.status.set(describeEnd(run));
      });
    } else if (run.outcome === 'stopped' && run.id === runs.at(-1)?.id) {
      this.status.set(describeEnd(run));
    }
  }

  async #loadResult(run: RunSummary): Promise<void> {
    if (run.outcome === undefined || run.outcome === 'stopped') {
      return;
    }
    const { id, resultLength, message } = run;
    const text =
      resultLength === undefined ? (message ?? '') : await (await call('GET', 'result', { query: { id } })).text();
    if (this.shownRun?.id === id || this.result.value === undefined) {
      this.result.set({ id, text, json: parseLines(text) });
    }
  }

  #startLogs(id: string): void {
    this.#live = { id, lines: [] };
    this.logs.set({ ...this.#live });
  }

  #addLines({ id, from, lines }: Events['log']): void {
    if (id !== this.#live.id) {
      this.#startLogs(id);
    }
    this.#live.lines.length = Math.min(this.#live.lines.length, from);
    this.#live.lines.push(...lines);
    if (this.shownRun?.id === id) {
      this.logs.set({ ...this.#live });
    }
  }

  /** Shows the places of errors in the file that is open. */
  #mark(): void {
    const problems = this.shared.value.runs.findLast(({ outcome }) => outcome !== undefined)?.problems ?? [];
    const own = problems.filter(({ file }) => file === this.file.value);
    this.code.dispatch(setDiagnostics(this.code.state, toDiagnostics(this.code.state, own)));
  }

  /** Keeps what the editor has of the file that is open. */
  #keep(): void {
    const buffer = this.buffers.value.get(this.file.value ?? '');
    if (buffer && this.fileError.value === undefined && buffer.state !== this.code.state) {
      this.#put({ ...buffer, state: this.code.state });
    }
  }

  #put(buffer: Buffer): void {
    this.buffers.set(new Map(this.buffers.value).set(buffer.name, buffer));
  }

  /** Gives a buffer the text that is on disk. */
  #setText(buffer: Buffer): void {
    if (this.file.value === buffer.name) {
      replaceText(this.code, buffer.saved);
      this.#keep();
      return;
    }
    const { state } = buffer;
    const changes = { from: 0, to: state.doc.length, insert: buffer.saved };
    this.#put({ ...buffer, state: state.update({ changes }).state });
  }

  /** @returns whether anything was saved */
  async #saveAll(): Promise<boolean> {
    this.#keep();
    const changed = [...this.buffers.value.values()].filter(isChanged);
    for (const { name } of changed) {
      this.#saving = this.#saving.then(() => this.#save(name));
      const saving = this.#saving;
      this.#saving = saving.catch(() => undefined);
      await saving;
    }
    return changed.length > 0;
  }

  async #save(name: string): Promise<void> {
    const buffer = this.buffers.value.get(name) as Buffer;
    if (buffer.conflict) {
      throw new Error(`${name} was changed on disk, too: choose one of both first.`);
    }
    const { state } = buffer;
    try {
      const headers = { 'If-Match': buffer.version };
      const response = await call('PUT', 'file', { query: { name }, headers, body: state.sliceDoc() });
      const { version } = (await response.json()) as { version: string };
      const now = this.buffers.value.get(name) as Buffer;
      this.#put({ ...now, saved: state.doc, version });
      this.status.set(`${name} is saved.`);
    } catch (error) {
      if (error instanceof ApiError && error.status === 409) {
        await this.#compareWithDisk(name);
      }
      throw error;
    }
  }

  #noticeFiles({ files, versions }: FileList): void {
    this.#share({ files });
    for (const { name, version } of this.buffers.value.values()) {
      if (versions[name] !== version) {
        // What is being saved is known then.
        this.#saving = this.#saving.then(() => this.#report(() => this.#compareWithDisk(name)));
      }
    }
  }

  async #compareWithDisk(name: string): Promise<void> {
    let found: { readonly text: string; readonly version: string };
    try {
      found = await readFile(name);
    } catch (error) {
      this.status.set(messageOf(error));
      return;
    }
    this.#keep();
    const buffer = this.buffers.value.get(name) as Buffer;
    const saved = toText(buffer.state, found.text);
    const { version } = found;
    if (version === buffer.version) {
      return;
    }
    if (isChanged(buffer) && !buffer.state.doc.eq(saved)) {
      this.#put({ ...buffer, conflict: { saved, version } });
      this.status.set(`${name} was changed on disk, and here, too.`);
      return;
    }
    const current = { ...buffer, saved, version, conflict: undefined };
    this.#put(current);
    this.#setText(current);
    this.status.set(`${name} was changed on disk, and is shown as it is now.`);
  }

  #noticeParameters(parameters: string): void {
    const text = this.parameters.state.doc.toString();
    if (parameters !== this.#parameters && text === this.#shownParameters) {
      this.#shownParameters = indent(parameters);
      this.#setParameters(this.#shownParameters);
    }
    this.#parameters = parameters;
  }

  #setParameters(text: string): void {
    this.parameters.dispatch({ changes: { from: 0, to: this.parameters.state.doc.length, insert: text } });
  }
}

async function readFile(name: string): Promise<{ readonly text: string; readonly version: string }> {
  return (await call('GET', 'file', { query: { name } })).json() as Promise<{ text: string; version: string }>;
}

const isJson = jsonParseLinter();

/** What is wrong with the parameters. */
function checkParameters(view: EditorView): readonly Diagnostic[] {
  const problems = isJson(view);
  if (problems.length > 0) {
    return problems;
  }
  const text = view.state.doc.toString();
  const begin = text.search(/\S/);
  return text[begin] === '{' || text[begin] === '['
    ? []
    : [{ from: 0, to: view.state.doc.length, severity: 'error', message: 'Parameters are an object or an array.' }];
}

/** A short text is easier to read in lines; the digits of its numbers must stay. */
function indent(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    return JSON.stringify(value) === text ? JSON.stringify(value, null, 2) : text;
  } catch {
    return text;
  }
}

export function describeEnd({ number, outcome, requests }: RunSummary): string {
  const ms = requests.reduce((sum, request) => sum + request.ms, 0);
  return `Run ${number}: ${outcome === 'failed' ? 'the action failed' : outcome}, ${formatMs(ms)}.`;
}

export function formatMs(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms * 10) / 10} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
