import type { EditorView } from '@codemirror/view';
import { useLayoutEffect, useState } from 'preact/hooks';

/** Whether the page is being printed, which shows what is scrolled away on a screen. */
export function usePrinting(): boolean {
  const [isPrinted, setPrinted] = useState(false);
  useLayoutEffect(() => {
    const begin = () => setPrinted(true);
    const end = () => setPrinted(false);
    window.addEventListener('beforeprint', begin);
    window.addEventListener('afterprint', end);
    return () => {
      window.removeEventListener('beforeprint', begin);
      window.removeEventListener('afterprint', end);
    };
  }, []);
  return isPrinted;
}

/** All that is in an editor, which itself makes no more lines than are seen on the screen. Only while the page is being printed. */
export function PrintedText({ editor }: { readonly editor: EditorView }) {
  return usePrinting() && <pre class="printed">{editor.state.doc.toString()}</pre>;
}
