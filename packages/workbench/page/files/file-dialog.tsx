import { useState } from 'preact/hooks';
import type { OpenFiles } from '../model/open-files.js';
import { Dialog } from './dialog.js';

/** What a user is asked about a file. */
export type FileQuestion =
  | { readonly type: 'create' }
  | { readonly type: 'rename' | 'delete' | 'close'; readonly name: string };

interface Props {
  readonly files: OpenFiles;
  readonly question: FileQuestion;
  readonly onClose: () => void;
}

/** Asks for the name of a file, or whether it may be lost. */
export function FileDialog({ files, question, onClose }: Props) {
  const old = question.type === 'create' ? '' : question.name;
  const [name, setName] = useState(old);
  const close = () => {
    onClose();
    // Where it was may be gone.
    if (document.activeElement === document.body) {
      files.editor.focus();
    }
  };
  if (question.type === 'delete') {
    return (
      <Dialog title={`Delete ${old}?`} verb="Delete" isDangerous onSubmit={() => files.delete(old)} onClose={close}>
        <p>The file is removed from the disk. This cannot be undone.</p>
      </Dialog>
    );
  }
  if (question.type === 'close') {
    return (
      <Dialog
        title={`Close ${old} without saving?`}
        verb="Close without saving"
        isDangerous
        onSubmit={() => files.close(old)}
        onClose={close}
      >
        <p>What you have changed since the last save is lost.</p>
      </Dialog>
    );
  }
  const isNew = question.type === 'create';
  return (
    <Dialog
      title={isNew ? 'New file' : `Rename ${old}`}
      verb={isNew ? 'Create' : 'Rename'}
      onSubmit={() => (isNew ? files.create(name.trim()) : files.rename(old, name.trim()))}
      onClose={() => {
        close();
        if (isNew) {
          files.editor.focus();
        }
      }}
    >
      <label>
        Name, in the folder of the action; slashes separate folders
        <input
          required
          autofocus
          value={name}
          spellcheck={false}
          autocomplete="off"
          onInput={({ currentTarget }) => setName(currentTarget.value)}
        />
      </label>
    </Dialog>
  );
}
