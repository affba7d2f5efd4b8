import type { Events, LogLine, RunSummary } from '../../src/messages.js';
import { call } from './api.js';
import { describeEnd } from './format.js';
import { type JsonLines, parseLines } from './json-lines.js';
import type { Status } from './status.js';
import { Store } from './store.js';

/** The result of a run, or why there is none. */
export interface ShownResult {
  readonly id: string;
  readonly text: string;
  readonly json: JsonLines;
}

/** The runs, and the one that is looked at. */
export class RunViewer {
  /** The newest last. */
  readonly all = new Store<readonly RunSummary[]>([]);
  /** The run that is looked at; undefined: the newest. */
  readonly selected = new Store<string | undefined>(undefined);
  readonly result = new Store<ShownResult | undefined>(undefined);
  /** The lines of the newest run, or of the one that is looked at. The array grows. */
  readonly logs = new Store<{ readonly id: string; readonly lines: readonly LogLine[] }>({ id: '', lines: [] });
  readonly #status: Status;
  #live: { id: string; lines: LogLine[] } = { id: '', lines: [] };

  constructor(status: Status) {
    this.#status = status;
  }

  get shown(): RunSummary | undefined {
    const runs = this.all.value;
    return runs.find(({ id }) => id === this.selected.value) ?? runs.at(-1);
  }

  get isRunning(): boolean {
    const newest = this.all.value.at(-1);
    return newest !== undefined && newest.outcome === undefined;
  }

  /** The newest run that is over. */
  get ended(): RunSummary | undefined {
    return this.all.value.findLast(({ outcome }) => outcome !== undefined);
  }

  /** Looks at a run; undefined: at the newest. */
  async select(id: string | undefined): Promise<void> {
    await this.#status.report(async () => {
      this.selected.set(id);
      const run = this.shown;
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

  /** Compares the results of two runs. */
  async compare(before: string, after: string): Promise<string> {
    return (await call('GET', 'compare', { query: { before, after } })).text();
  }

  /** Begins again, with the runs of the server, whose log lines follow. */
  reset(runs: readonly RunSummary[]): void {
    this.#live = { id: '', lines: [] };
    this.all.set(runs);
    const { ended, shown } = this;
    if (shown && shown.id !== this.logs.value.id) {
      this.logs.set({ id: shown.id, lines: [] });
    }
    if (ended) {
      void this.#status.report(() => this.#loadResult(ended));
    }
  }

  /** Adds a run, or what is new of it. */
  notice({ run, ids, result }: Events['run']): void {
    const runs = this.all.value;
    const isNew = !runs.some(({ id }) => id === run.id);
    const all = isNew ? [...runs, run] : runs.map((each) => (each.id === run.id ? run : each));
    this.all.set(all.filter(({ id }) => ids.includes(id)));
    if (isNew) {
      this.selected.set(undefined);
      this.#startLogs(run.id);
      this.#status.set(`Run ${run.number} …`);
    }
    if (run.outcome !== undefined && run.outcome !== 'stopped' && run.id === this.shown?.id) {
      void this.#status.report(async () => {
        await this.#loadResult(run, result);
        this.#status.set(describeEnd(run));
      });
    } else if (run.outcome === 'stopped' && run.id === runs.at(-1)?.id) {
      this.#status.set(describeEnd(run));
    }
  }

  addLines({ id, from, lines }: Events['log']): void {
    if (id !== this.#live.id) {
      this.#live = { id, lines: [] };
    }
    this.#live.lines.length = Math.min(this.#live.lines.length, from);
    this.#live.lines.push(...lines);
    if (this.shown?.id === id) {
      this.logs.set({ ...this.#live });
    }
  }

  /** @param known the result, if it is here already */
  async #loadResult(run: RunSummary, known?: string): Promise<void> {
    if (run.outcome === undefined || run.outcome === 'stopped') {
      return;
    }
    const { id, resultLength, message } = run;
    const text =
      resultLength === undefined
        ? (message ?? '')
        : (known ?? (await (await call('GET', 'result', { query: { id } })).text()));
    if (this.shown?.id === id || this.result.value === undefined) {
      this.result.set({ id, text, json: parseLines(text) });
    }
  }

  #startLogs(id: string): void {
    this.#live = { id, lines: [] };
    this.logs.set({ ...this.#live });
  }
}
