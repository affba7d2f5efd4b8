// Long because what is open, its conflicts and the editor change together.
import { setDiagnostics } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import type { FileList } from '../../src/messages.js';
import type { Problem } from '../../src/problems/find-problems.js';
import { basicExtensions, replaceText, toDiagnostics } from '../editor.js';
import { ApiError } from './api.js';
import { type Buffer, createBuffer, isChanged, renameBuffer, toText } from './buffers.js';
import * as disk from './disk.js';
import { messageOf, type Status } from './status.js';
import { Store } from './store.js';

/** Where an action begins. */
const FIRST = /^(main|__main__|index|exec)\b/;

/** What the editor has while no file is open. */
const EMPTY = EditorState.create({ extensions: [basicExtensions('Code'), EditorState.readOnly.of(true)] });

/** The files of the action, and those that are open. */
export class OpenFiles {
  readonly names = new Store<readonly string[]>([]);
  /** Whether files can be created, renamed and deleted: those of a folder. */
  readonly isFolder = new Store(false);
  /** Whether there may be more than are listed. */
  readonly isCut = new Store(false);
  /** The open files by name. */
  readonly buffers = new Store<ReadonlyMap<string, Buffer>>(new Map());
  /** The file that is shown. */
  readonly current = new Store<string | undefined>(undefined);
  /** Why the file that was chosen is not shown. */
  readonly error = new Store<string | undefined>(undefined);
  readonly editor = new EditorView({ state: EMPTY });
  readonly #status: Status;
  #problems: readonly Problem[] = [];
  /** What is done with files, one after the other. What the server reports meanwhile is known then. */
  #work: Promise<unknown> = Promise.resolve();

  constructor(status: Status) {
    this.#status = status;
  }

  /** Whether anything is not saved. */
  get isUnsaved(): boolean {
    this.#keep();
    return [...this.buffers.value.values()].some(isChanged);
  }

  /** Opens a file. */
  async open(name: string): Promise<void> {
    this.#keep();
    this.error.set(undefined);
    try {
      if (!this.buffers.value.has(name)) {
        const { text, version } = await disk.read(name);
        this.#put(this.#createBuffer(name, text, version));
      }
    } catch (error) {
      this.current.set(name);
      this.error.set(messageOf(error));
      return;
    }
    this.#show(name);
  }

  /** Opens the file where the action begins, unless there is one. */
  openFirst(): void {
    const names = this.names.value;
    const first = names.find((name) => FIRST.test(name)) ?? names[0];
    if (this.current.value === undefined && first !== undefined) {
      void this.open(first);
    }
  }

  /** Goes to a place in a file. */
  async goTo(name: string, line: number, column = 1): Promise<void> {
    await this.open(name);
    const { doc } = this.editor.state;
    const { from, to } = doc.line(Math.min(line, doc.lines));
    this.editor.dispatch({ selection: { anchor: Math.min(from + column - 1, to) }, scrollIntoView: true });
    this.editor.focus();
  }

  /** Closes a file. What is not saved is lost: whoever calls this has asked. */
  close(name: string): void {
    this.#keep();
    const names = [...this.buffers.value.keys()];
    const next = names[names.indexOf(name) + 1] ?? names[names.indexOf(name) - 1];
    this.#remove(name);
    if (this.current.value !== name) {
      return;
    }
    this.error.set(undefined);
    if (next === undefined) {
      this.current.set(undefined);
      this.editor.setState(EMPTY);
    } else {
      this.#show(next);
    }
  }

  /** Creates an empty file, and opens it. @throws ApiError, such as for a name that there is */
  async create(name: string): Promise<void> {
    await this.#doNext(async () => {
      const version = await disk.create(name, '');
      this.#put(this.#createBuffer(name, '', version));
    });
    await this.open(name);
    this.#status.set(`${name} is created.`);
  }

  /** Renames a file, also into another folder. What is not saved stays. @throws ApiError, such as for a name that there is */
  async rename(name: string, to: string): Promise<void> {
    await this.#doNext(async () => {
      await disk.rename(name, to);
      this.#keep();
      const isCurrent = this.current.value === name;
      const buffers = [...this.buffers.value.values()];
      const renamed = buffers.map((each) => (each.name === name ? renameBuffer(each, to) : each));
      this.buffers.set(new Map(renamed.map((each) => [each.name, each])));
      if (isCurrent && this.buffers.value.has(to)) {
        this.#show(to);
      } else if (isCurrent) {
        this.current.set(to);
      }
    });
    this.#status.set(`${name} is ${to} now.`);
  }

  /** Deletes a file as it is known here. @throws ApiError, such as for one that was changed on disk */
  async delete(name: string): Promise<void> {
    await this.#doNext(async () => {
      await disk.remove(name, this.buffers.value.get(name)?.version);
      this.close(name);
    });
    this.#status.set(`${name} is deleted.`);
  }

  /** Solves a conflict: by what is on disk, or by what is here, which the next save writes. */
  solve(name: string, wins: 'disk' | 'page'): void {
    this.#keep();
    const buffer = this.buffers.value.get(name);
    if (!buffer?.conflict) {
      return;
    }
    if (buffer.conflict === 'deleted') {
      if (wins === 'disk') {
        this.close(name);
        this.#status.set(`${name} is closed.`);
        return;
      }
      this.#put({ ...buffer, version: undefined, conflict: undefined });
    } else {
      const solved = { ...buffer, ...buffer.conflict, conflict: undefined };
      this.#put(solved);
      if (wins === 'disk') {
        this.#setText(solved);
        this.#status.set(`${name}: as on disk.`);
        return;
      }
    }
    this.#status.set(`${name}: save it to overwrite what is on disk.`);
  }

  /** Saves what has changed. @returns whether anything has */
  async saveAll(): Promise<boolean> {
    this.#keep();
    const changed = [...this.buffers.value.values()].filter(isChanged);
    for (const { name } of changed) {
      await this.#doNext(() => this.#save(name));
    }
    return changed.length > 0;
  }

  /** Compares what is open with what the server has. */
  notice({ files, isFolder, isCut, versions }: FileList): void {
    this.names.set(files);
    this.isFolder.set(isFolder);
    this.isCut.set(isCut);
    for (const { name, version, conflict } of this.buffers.value.values()) {
      if (versions[name] !== version || conflict) {
        const isThere = files.includes(name);
        void this.#doNext(() => this.#status.report(() => this.#compareWithDisk(name, isThere)));
      }
    }
  }

  /** Shows the places of errors in the file that is open. */
  mark(problems: readonly Problem[]): void {
    this.#problems = problems;
    const own = problems.filter(({ file }) => file === this.current.value);
    this.editor.dispatch(setDiagnostics(this.editor.state, toDiagnostics(this.editor.state, own)));
  }

  #doNext<T>(use: () => Promise<T>): Promise<T> {
    const done = this.#work.then(use);
    this.#work = done.catch(() => undefined);
    return done;
  }

  #createBuffer(name: string, text: string, version: string): Buffer {
    const watch = EditorView.updateListener.of(({ docChanged }) => docChanged && this.#keep());
    return createBuffer(name, text, version, watch);
  }

  #show(name: string): void {
    this.current.set(name);
    this.editor.setState((this.buffers.value.get(name) as Buffer).state);
    this.mark(this.#problems);
  }

  /** Keeps what the editor has of the file that is open. */
  #keep(): void {
    const buffer = this.buffers.value.get(this.current.value ?? '');
    if (buffer && this.error.value === undefined && buffer.state !== this.editor.state) {
      this.#put({ ...buffer, state: this.editor.state });
    }
  }

  #put(buffer: Buffer): void {
    this.buffers.set(new Map(this.buffers.value).set(buffer.name, buffer));
  }

  #remove(name: string): void {
    const others = new Map(this.buffers.value);
    others.delete(name);
    this.buffers.set(others);
  }

  /** Gives a buffer the text that is on disk. */
  #setText(buffer: Buffer): void {
    if (this.current.value === buffer.name) {
      replaceText(this.editor, buffer.saved);
      this.#keep();
      return;
    }
    const { state } = buffer;
    const changes = { from: 0, to: state.doc.length, insert: buffer.saved };
    this.#put({ ...buffer, state: state.update({ changes }).state });
  }

  async #save(name: string): Promise<void> {
    const buffer = this.buffers.value.get(name);
    if (!buffer) {
      return;
    }
    if (buffer.conflict) {
      throw new Error(
        buffer.conflict === 'deleted'
          ? `${name} was deleted on disk: choose whether to keep it first.`
          : `${name} was changed on disk, too: choose one of both first.`,
      );
    }
    const { state } = buffer;
    try {
      const text = state.sliceDoc();
      const version =
        buffer.version === undefined ? await disk.create(name, text) : await disk.write(name, text, buffer.version);
      const now = this.buffers.value.get(name);
      if (now) {
        this.#put({ ...now, saved: state.doc, version });
      }
      this.#status.set(`${name} is saved.`);
    } catch (error) {
      if (error instanceof ApiError && (error.status === 409 || error.status === 404)) {
        await this.#compareWithDisk(name);
      }
      throw error;
    }
  }

  async #compareWithDisk(name: string, isThere = true): Promise<void> {
    const found = isThere ? await disk.find(name) : undefined;
    this.#keep();
    const buffer = this.buffers.value.get(name);
    if (!buffer) {
      return;
    }
    if (!found) {
      if (buffer.version !== undefined && buffer.conflict !== 'deleted') {
        this.#put({ ...buffer, conflict: 'deleted' });
        this.#status.set(`${name} was deleted on disk.`);
      }
      return;
    }
    const { version } = found;
    if (version === buffer.version) {
      // It may have been away.
      this.#put({ ...buffer, conflict: undefined });
      return;
    }
    const saved = toText(buffer.state, found.text);
    if (isChanged(buffer) && !buffer.state.doc.eq(saved)) {
      this.#put({ ...buffer, conflict: { saved, version } });
      this.#status.set(`${name} was changed on disk, and here, too.`);
      return;
    }
    const current = { ...buffer, saved, version, conflict: undefined };
    this.#put(current);
    this.#setText(current);
    this.#status.set(`${name} was changed on disk, and is shown as it is now.`);
  }
}
