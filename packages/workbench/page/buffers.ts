import { EditorState, type Extension, Text } from '@codemirror/state';
import { basicExtensions } from './editor.js';
import { selectLanguage } from './languages.js';

/** A file that is open. */
export interface Buffer {
  readonly name: string;
  readonly state: EditorState;
  /** What is on disk, as far as this page knows. */
  readonly saved: Text;
  readonly version: string;
  /** What somebody else has written to the file, which has changes here, too. */
  readonly conflict: { readonly saved: Text; readonly version: string } | undefined;
}

/** Creates a buffer of a file, whose line breaks stay. */
export function createBuffer(name: string, text: string, version: string, extensions: Extension): Buffer {
  const separator = /^(?:[^\r\n]|\r\n)*$/.test(text) && text.includes('\r\n') ? '\r\n' : '\n';
  const state = EditorState.create({
    doc: Text.of(text.split(separator)),
    extensions: [
      EditorState.lineSeparator.of(separator),
      basicExtensions(`Code of ${name}`),
      selectLanguage(name, text),
      extensions,
    ],
  });
  return { name, state, saved: state.doc, version, conflict: undefined };
}

export function isChanged({ state, saved }: Buffer): boolean {
  return !state.doc.eq(saved);
}

/** The text of a file as the editor of a buffer has it. */
export function toText(state: EditorState, text: string): Text {
  return Text.of(text.split(state.lineBreak));
}
