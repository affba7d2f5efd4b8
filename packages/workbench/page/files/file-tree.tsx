import type { OpenFiles } from '../model/open-files.js';
import { useStore } from '../model/store.js';
import { buildTree, type Folder } from './build-tree.js';
import type { FileQuestion } from './file-dialog.js';

interface Props {
  readonly files: OpenFiles;
  readonly onAsk: (question: FileQuestion) => void;
}

/** The folders of more files are closed at first. */
const OPENED_FILES = 200;

/** The files of a folder, and what can be done with the one that is shown. */
export function FileTree({ files, onAsk }: Props) {
  const names = useStore(files.names);
  const current = useStore(files.current);
  const isCut = useStore(files.isCut);
  const isThere = current !== undefined && names.includes(current);
  const ask = (type: 'rename' | 'delete') => isThere && onAsk({ type, name: current });
  return (
    <div class="tree">
      <div class="buttons">
        <button type="button" onClick={() => onAsk({ type: 'create' })}>
          New
        </button>
        <button type="button" disabled={!isThere} onClick={() => ask('rename')}>
          Rename
        </button>
        <button type="button" disabled={!isThere} onClick={() => ask('delete')}>
          Delete
        </button>
      </div>
      <nav aria-label="Files">
        <Entries
          folder={buildTree(names)}
          current={current}
          isOpen={names.length <= OPENED_FILES}
          onOpen={(name) => void files.open(name)}
        />
        {isCut && <p class="note">Only {names.length.toLocaleString('en')} files are listed.</p>}
        {names.length === 0 && <p class="note">There is no file to edit.</p>}
      </nav>
    </div>
  );
}

interface EntriesProps {
  readonly folder: Folder;
  readonly current: string | undefined;
  /** Whether folders are open at first; the one of the current file always is. */
  readonly isOpen: boolean;
  readonly onOpen: (name: string) => void;
}

function Entries({ folder, current, isOpen, onOpen }: EntriesProps) {
  return (
    <ul>
      {folder.folders.map((each) => (
        <li key={each.path}>
          <details open={isOpen || current?.startsWith(each.path)}>
            <summary>{each.name}/</summary>
            <Entries folder={each} current={current} isOpen={isOpen} onOpen={onOpen} />
          </details>
        </li>
      ))}
      {folder.files.map(({ name, path }) => (
        <li key={path}>
          <button
            type="button"
            aria-label={path}
            title={path}
            aria-current={path === current ? 'true' : undefined}
            onClick={() => onOpen(path)}
          >
            {name}
          </button>
        </li>
      ))}
    </ul>
  );
}
