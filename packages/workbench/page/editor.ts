import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { bracketMatching, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, lintGutter, lintKeymap } from '@codemirror/lint';
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search';
import { type EditorState, type Extension, type Text, Transaction } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { tagHighlighter, tags } from '@lezer/highlight';
import type { Problem } from '../src/problems/find-problems.js';

/** The classes of the style sheet, which has a colour of each for light and dark. */
const HIGHLIGHTER = tagHighlighter([
  { tag: [tags.keyword, tags.modifier, tags.operatorKeyword, tags.controlKeyword], class: 'tok-keyword' },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], class: 'tok-string' },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], class: 'tok-literal' },
  { tag: tags.comment, class: 'tok-comment' },
  { tag: [tags.propertyName, tags.attributeName], class: 'tok-property' },
  { tag: [tags.function(tags.variableName), tags.standard(tags.name), tags.macroName], class: 'tok-function' },
  { tag: [tags.typeName, tags.className, tags.namespace], class: 'tok-type' },
  { tag: [tags.meta, tags.processingInstruction], class: 'tok-meta' },
  { tag: tags.invalid, class: 'tok-invalid' },
]);

/** The script has the nonce of the page; the editor's own style sheet gets it, too. */
const nonce = document.querySelector('script')?.nonce ?? '';

/** What all editors of the page have. */
export function basicExtensions(label: string): Extension {
  return [
    EditorView.cspNonce.of(nonce),
    EditorView.contentAttributes.of({
      'aria-label': label,
      'aria-description': 'Escape, then Tab leaves the editor.',
      // What is edited has the focus anyway; this makes it known to whoever asks whether what scrolls is reached with keys.
      tabindex: '0',
    }),
    lineNumbers(),
    highlightActiveLineGutter(),
    highlightActiveLine(),
    lintGutter(),
    history(),
    drawSelection(),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    autocompletion({ activateOnTyping: false }),
    highlightSelectionMatches(),
    syntaxHighlighting(HIGHLIGHTER),
    keymap.of([
      ...closeBracketsKeymap,
      ...searchKeymap,
      ...historyKeymap,
      ...completionKeymap,
      ...lintKeymap,
      // What the page does itself, wherever the focus is.
      ...defaultKeymap.filter(({ key }) => key !== 'Mod-Enter'),
      indentWithTab,
    ]),
  ];
}

/** Replaces a text by another one, so that the cursor stays where it is in what is the same. */
export function replaceText(view: EditorView, text: Text): void {
  const before = view.state.doc.toString();
  const after = text.toString();
  if (before === after) {
    return;
  }
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) {
    start++;
  }
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) {
    end++;
  }
  view.dispatch({
    changes: { from: start, to: before.length - end, insert: after.slice(start, after.length - end) },
    annotations: Transaction.addToHistory.of(true),
  });
}

/** Turns the problems of a file into marks of the editor. */
export function toDiagnostics(state: EditorState, problems: readonly Problem[]): Diagnostic[] {
  return problems.map(({ line, column, severity, message }) => {
    const { from, to } = state.doc.line(Math.min(line, state.doc.lines));
    const at = column === undefined ? from : Math.min(from + column - 1, to);
    const word = state.wordAt(at);
    return { from: at, to: column === undefined ? to : Math.max(word?.to ?? at, at), severity, message };
  });
}
