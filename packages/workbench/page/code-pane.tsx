import { useLayoutEffect, useRef } from 'preact/hooks';
import { isChanged } from './buffers.js';
import { useStore } from './store.js';
import type { Workbench } from './workbench.js';

/** The code: the files of the action, the editor, and the problems of the last run. */
export function CodePane({ workbench }: { readonly workbench: Workbench }) {
  const { files, runs } = useStore(workbench.shared);
  const buffers = useStore(workbench.buffers);
  const file = useStore(workbench.file);
  const error = useStore(workbench.fileError);
  const host = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    host.current?.append(workbench.code.dom);
  }, [workbench]);
  const problems = runs.findLast(({ outcome }) => outcome !== undefined)?.problems ?? [];
  const conflicts = [...buffers.values()].filter(({ conflict }) => conflict);
  return (
    <section class="code" aria-label="Code">
      <nav aria-label="Files">
        {files.map((name) => {
          const buffer = buffers.get(name);
          const isUnsaved = buffer !== undefined && isChanged(buffer);
          return (
            <button
              key={name}
              type="button"
              aria-current={name === file ? 'true' : undefined}
              onClick={() => void workbench.open(name)}
            >
              {name}
              {isUnsaved && <span class="unsaved"> ● unsaved</span>}
            </button>
          );
        })}
        {files.length === 0 && <p>There is no file to edit.</p>}
      </nav>
      {conflicts.map(({ name }) => (
        <div class="banner" role="alert" key={name}>
          <p>{name} was changed on disk, and here, too. Nothing is overwritten until you choose.</p>
          <button type="button" onClick={() => workbench.solve(name, 'disk')}>
            Use what is on disk
          </button>
          <button type="button" onClick={() => workbench.solve(name, 'page')}>
            Keep what is here
          </button>
        </div>
      ))}
      {error !== undefined && <p class="banner">{error}</p>}
      <div class="editor" ref={host} hidden={error !== undefined} />
      {problems.length > 0 && (
        <ul class="problems" aria-label="Problems">
          {problems.map(({ file, line, column, severity, message }) => (
            <li key={`${file}:${line}:${message}`}>
              <button type="button" class={severity} onClick={() => void workbench.goTo(file, line, column)}>
                <b>{severity}</b> {file}:{line}
                {column !== undefined && `:${column}`} {message}
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
