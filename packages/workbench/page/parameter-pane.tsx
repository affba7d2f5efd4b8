import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useStore } from './model/store.js';
import type { Workbench } from './model/workbench.js';
import { PrintedText } from './printing.js';

/** The parameters, and those that are saved by name. */
export function ParameterPane({ workbench }: { readonly workbench: Workbench }) {
  const { inputs } = useStore(workbench.shared);
  const [name, setName] = useState('');
  const host = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    host.current?.append(workbench.parameters.editor.dom);
  }, [workbench]);
  return (
    <section class="parameters" aria-label="Parameters">
      <div class="bar">
        <h2>Parameters</h2>
        <label>
          Saved{' '}
          <select
            value=""
            disabled={inputs.length === 0}
            onKeyDown={(event) => {
              // Some browsers would choose the next one at once, and it would be loaded.
              if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && 'showPicker' in event.currentTarget) {
                event.preventDefault();
                event.currentTarget.showPicker();
              }
            }}
            onChange={({ currentTarget }) => {
              const { value } = currentTarget;
              currentTarget.value = '';
              setName(value);
              void workbench.loadInput(value);
            }}
          >
            <option value="">{inputs.length === 0 ? 'none' : 'choose …'}</option>
            {inputs.map((input) => (
              <option key={input}>{input}</option>
            ))}
          </select>
        </label>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void workbench.saveInput(name);
          }}
        >
          <label>
            Save as{' '}
            <input required value={name} size={12} onInput={({ currentTarget }) => setName(currentTarget.value)} />
          </label>
          <button type="submit">Save</button>
        </form>
      </div>
      <div class="editor" ref={host} />
      <PrintedText editor={workbench.parameters.editor} />
    </section>
  );
}
