import { json, jsonParseLinter } from '@codemirror/lang-json';
import { type Diagnostic, linter } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { basicExtensions } from '../editor.js';
import { call } from './api.js';
import { indent } from './format.js';

/** The parameters of the next run, as they are edited. */
export class ParameterText {
  readonly editor = new EditorView({
    state: EditorState.create({
      doc: '{}',
      extensions: [basicExtensions('Parameters, as JSON'), json(), linter(checkParameters, { delay: 200 })],
    }),
  });
  /** What the server has. */
  #known = '';
  /** The text in the editor that means it: any other is an edit of this page. */
  #shown = '{}';

  get text(): string {
    return this.editor.state.doc.toString();
  }

  set text(text: string) {
    this.editor.dispatch({ changes: { from: 0, to: this.editor.state.doc.length, insert: text } });
  }

  /** Whether the server does not have what is written here. */
  get isChanged(): boolean {
    return this.text !== this.#shown;
  }

  /** Sends them, if they are others than those of the server. @throws Error that says what is wrong with them, and where */
  async send(): Promise<void> {
    const problem = checkParameters(this.editor)[0];
    if (problem) {
      const { number, from } = this.editor.state.doc.lineAt(problem.from);
      this.editor.dispatch({ selection: { anchor: problem.from }, scrollIntoView: true });
      this.editor.focus();
      throw new Error(`Parameters, line ${number}, column ${problem.from - from + 1}: ${problem.message}`);
    }
    const { text } = this;
    if (this.isChanged) {
      await call('PUT', 'parameters', { body: text });
      this.#known = text;
      this.#shown = text;
    }
  }

  /** Shows those of the server, unless they are edited here. */
  notice(parameters: string): void {
    if (parameters !== this.#known && !this.isChanged) {
      this.#shown = indent(parameters);
      this.text = this.#shown;
    }
    this.#known = parameters;
  }
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
