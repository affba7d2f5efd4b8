import { render } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';
import { CodePane } from './files/code-pane.js';
import { HistoryPane } from './history-pane.js';
import { LogPane } from './log-pane.js';
import type { Connection } from './model/api.js';
import { useStore } from './model/store.js';
import { Workbench } from './model/workbench.js';
import { ParameterPane } from './parameter-pane.js';
import { ResultPane } from './result-pane.js';
import { SettingsPane } from './settings-pane.js';
import { Tabs } from './tabs.js';

const IS_MAC = /Mac|iPhone|iPad/.test(navigator.userAgent);

const DISCONNECTED: Readonly<Record<Exclude<Connection, 'open'>, string>> = {
  lost: 'The connection to actionrunner dev is lost, and is tried again. If it has stopped, start it again and open its new address.',
  ended: 'actionrunner dev has ended. Start it again and open its new address.',
  refused: 'actionrunner dev was started again, and has a new address: open the one that it has printed.',
};

function App({ workbench }: { readonly workbench: Workbench }) {
  const { title } = useStore(workbench.shared);
  const connection = useStore(workbench.connection);
  useStore(workbench.runs.all);
  const { isRunning } = workbench.runs;
  const [tab, setTab] = useState('Result');
  const show = (name: string) => {
    setTab(name);
    // What was pressed is gone with the tab before.
    document.getElementById(`tab-${name}`)?.focus();
  };
  useKeys(workbench);
  useUnsavedWarning(workbench);
  return (
    <>
      <header>
        <h1>{title}</h1>
        <button
          type="button"
          class="primary"
          onClick={() => void workbench.run()}
          aria-keyshortcuts="Control+Enter Meta+Enter"
        >
          Run <kbd>{IS_MAC ? '⌘' : 'Ctrl'} Enter</kbd>
        </button>
        {/* Not `disabled`, which would take the focus from whoever has pressed it. */}
        <button type="button" aria-disabled={!isRunning} onClick={() => isRunning && void workbench.stop()}>
          Stop
        </button>
        <Status workbench={workbench} />
      </header>
      {connection !== undefined && connection !== 'open' && (
        <p class="banner" role="alert">
          {DISCONNECTED[connection]} What is not saved is still here.
        </p>
      )}
      <main>
        <div class="left">
          <CodePane workbench={workbench} />
          <ParameterPane workbench={workbench} />
        </div>
        <div class="right">
          <Tabs
            tabs={{
              Result: () => <ResultPane workbench={workbench} />,
              History: () => <HistoryPane workbench={workbench} onShow={() => show('Result')} />,
              Settings: () => <SettingsPane workbench={workbench} />,
            }}
            selected={tab}
            onSelect={setTab}
          />
          <LogPane workbench={workbench} />
        </div>
      </main>
    </>
  );
}

function Status({ workbench }: { readonly workbench: Workbench }) {
  return <p role="status">{useStore(workbench.status)}</p>;
}

/** Saves and runs, wherever the focus is. */
function useKeys(workbench: Workbench): void {
  useLayoutEffect(() => {
    const press = (event: KeyboardEvent) => {
      const isMod = (IS_MAC ? event.metaKey : event.ctrlKey) && !event.altKey && !event.shiftKey;
      if (isMod && (event.key === 's' || event.key === 'Enter')) {
        event.preventDefault();
        void workbench.run();
      }
    };
    document.addEventListener('keydown', press, { capture: true });
    return () => document.removeEventListener('keydown', press, { capture: true });
  }, [workbench]);
}

/** Asks before the page is closed with what is not saved. */
function useUnsavedWarning({ files, parameters }: Workbench): void {
  useLayoutEffect(() => {
    const leave = (event: BeforeUnloadEvent) => {
      if (files.isUnsaved || parameters.isChanged) {
        event.preventDefault();
      }
    };
    window.addEventListener('beforeunload', leave);
    return () => window.removeEventListener('beforeunload', leave);
  }, [files, parameters]);
}

const workbench = new Workbench();
render(<App workbench={workbench} />, document.body);
void workbench.follow();
