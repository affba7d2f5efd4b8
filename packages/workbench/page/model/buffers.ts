import { Compartment, EditorState, type Extension, Text } from '@codemirror/state';
import { basicExtensions } from '../editor.js';
import { selectLanguage } from '../languages.js';

/** A file that is open. */
export interface Buffer {
  readonly name: string;
  readonly state: EditorState;
  /** What is on disk, as far as this page knows. */
  readonly saved: Text;
  /** That of what is on disk; undefined: the next save creates the file. */
  readonly version: string | undefined;
  /** What somebody else has done to the file, about which the user decides. */
  readonly conflict: { readonly saved: Text; readonly version: string } | 'deleted' | undefined;
}

/** What depends on the name of a file. */
const named = new Compartment();

/** Creates a buffer of a file, whose line breaks stay. */
export function createBuffer(name: string, text: string, version: string, extensions: Extension): Buffer {
  const separator = /^(?:[^\r\n]|\r\n)*$/.test(text) && text.includes('\r\n') ? '\r\n' : '\n';
  const state = EditorState.create({
    doc: Text.of(text.split(separator)),
    extensions: [EditorState.lineSeparator.of(separator), named.of(extendByName(name, text)), extensions],
  });
  return { name, state, saved: state.doc, version, conflict: undefined };
}

/** Gives a buffer another name. What is edited stays, and can be undone. */
export function renameBuffer(buffer: Buffer, name: string): Buffer {
  const effects = named.reconfigure(extendByName(name, buffer.state.sliceDoc(0, buffer.state.doc.line(1).to)));
  return { ...buffer, name, state: buffer.state.update({ effects }).state };
}

/** Whether a buffer has what is not on disk. */
export function isChanged({ state, saved, version }: Buffer): boolean {
  return version === undefined || !state.doc.eq(saved);
}

/** The text of a file as the editor of a buffer has it. */
export function toText(state: EditorState, text: string): Text {
  return Text.of(text.split(state.lineBreak));
}

function extendByName(name: string, text: string): Extension {
  return [basicExtensions(`Code of ${name}`), selectLanguage(name, text)];
}
