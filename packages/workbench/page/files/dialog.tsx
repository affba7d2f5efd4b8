import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { messageOf } from '../model/status.js';

interface Props {
  readonly title: string;
  /** What the button says that does it. */
  readonly verb: string;
  readonly children: ComponentChildren;
  /** Whether what it does cannot be undone. */
  readonly isDangerous?: boolean;
  /** Does it. What it throws is shown, and the dialog stays. */
  readonly onSubmit: () => Promise<void> | void;
  /** It is closed, whether it was done or not. */
  readonly onClose: () => void;
}

/** Asks before something is done: Escape cancels, and the focus returns to where it was. */
export function Dialog({ title, verb, children, isDangerous = false, onSubmit, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [error, setError] = useState<string>();
  useLayoutEffect(() => dialog.current?.showModal(), []);
  const submit = async () => {
    try {
      await onSubmit();
      dialog.current?.close();
    } catch (thrown) {
      setError(messageOf(thrown));
    }
  };
  return (
    <dialog ref={dialog} aria-labelledby="dialog-title" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <h2 id="dialog-title">{title}</h2>
        {children}
        {error !== undefined && (
          <p class="fault" role="alert">
            {error}
          </p>
        )}
        <div class="answers">
          <button type="button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <button type="submit" class={isDangerous ? 'danger' : 'primary'}>
            {verb}
          </button>
        </div>
      </form>
    </dialog>
  );
}
