import { isChanged } from '../model/buffers.js';
import type { OpenFiles } from '../model/open-files.js';
import { useStore } from '../model/store.js';
import type { FileQuestion } from './file-dialog.js';

interface Props {
  readonly files: OpenFiles;
  readonly onAsk: (question: FileQuestion) => void;
}

/** The files that are open; whoever closes one that is not saved is asked. */
export function OpenTabs({ files, onAsk }: Props) {
  const buffers = useStore(files.buffers);
  const current = useStore(files.current);
  const isFolder = useStore(files.isFolder);
  const close = (name: string) => {
    files.close(name);
    // The button is gone with the file.
    files.editor.focus();
  };
  if (buffers.size === 0) {
    return null;
  }
  return (
    <nav class="open" aria-label="Open files">
      {[...buffers.values()].map((buffer) => {
        const { name } = buffer;
        const isUnsaved = isChanged(buffer);
        return (
          <span class="open-file" key={name} data-current={name === current}>
            <button
              type="button"
              aria-current={name === current ? 'true' : undefined}
              onClick={() => void files.open(name)}
            >
              {name}
              {isUnsaved && <span class="unsaved"> ● unsaved</span>}
            </button>
            {isFolder && (
              <button
                type="button"
                class="close"
                aria-label={`Close ${name}`}
                onClick={() => (isUnsaved ? onAsk({ type: 'close', name }) : close(name))}
              >
                ×
              </button>
            )}
          </span>
        );
      })}
    </nav>
  );
}
