import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useStore } from '../model/store.js';
import type { Workbench } from '../model/workbench.js';
import { PrintedText } from '../printing.js';
import { FileDialog, type FileQuestion } from './file-dialog.js';
import { FileTree } from './file-tree.js';
import { OpenTabs } from './open-tabs.js';

/** The code: the files of the action, the editor, and the problems of the last run. */
export function CodePane({ workbench: { files, runs } }: { readonly workbench: Workbench }) {
  const isFolder = useStore(files.isFolder);
  const error = useStore(files.error);
  const [question, ask] = useState<FileQuestion>();
  const host = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    host.current?.append(files.editor.dom);
  }, [files]);
  useStore(runs.all);
  const problems = runs.ended?.problems ?? [];
  return (
    <section class="code" aria-label="Code">
      {isFolder && <FileTree files={files} onAsk={ask} />}
      <div class="edited">
        <OpenTabs files={files} onAsk={ask} />
        <Conflicts files={files} />
        {error !== undefined && <p class="banner">{error}</p>}
        <div class="editor" ref={host} hidden={error !== undefined} />
        {error === undefined && <PrintedText editor={files.editor} />}
        {problems.length > 0 && (
          <ul class="problems" aria-label="Problems">
            {problems.map(({ file, line, column, severity, message }) => (
              <li key={`${file}:${line}:${message}`}>
                <button type="button" class={severity} onClick={() => void files.goTo(file, line, column)}>
                  <b>{severity}</b> {file}:{line}
                  {column !== undefined && `:${column}`} {message}
                </button>
              </li>
            ))}
          </ul>
        )}
      </div>
      {question && <FileDialog files={files} question={question} onClose={() => ask(undefined)} />}
    </section>
  );
}

/** What somebody else has done to files that are edited here. */
function Conflicts({ files }: Pick<Workbench, 'files'>) {
  const buffers = useStore(files.buffers);
  const solve = (name: string, wins: 'disk' | 'page') => {
    files.solve(name, wins);
    // The button is gone with the question.
    files.editor.focus();
  };
  return (
    <>
      {[...buffers.values()].map(
        ({ name, conflict }) =>
          conflict && (
            <div class="banner" role="alert" key={name}>
              <p>
                {conflict === 'deleted'
                  ? `${name} was deleted on disk. What is here is not lost until you choose.`
                  : `${name} was changed on disk, and here, too. Nothing is overwritten until you choose.`}
              </p>
              <button type="button" onClick={() => solve(name, 'disk')}>
                {conflict === 'deleted' ? 'Close it' : 'Use what is on disk'}
              </button>
              <button type="button" onClick={() => solve(name, 'page')}>
                Keep what is here
              </button>
            </div>
          ),
      )}
    </>
  );
}
