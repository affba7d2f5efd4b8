import { useEffect, useMemo, useState } from 'preact/hooks';
import type { RunSummary } from '../src/messages.js';
import { shorten } from './log-pane.js';
import { describeEnd, formatMs, sumMs } from './model/format.js';
import { type JsonLines, listVisible } from './model/json-lines.js';
import { useStore } from './model/store.js';
import type { Workbench } from './model/workbench.js';
import { VirtualList } from './virtual-list.js';

/** A result of so many lines is opened whole. */
const OPENED_LINES = 300;

/** How many lines a page key moves in the tree. */
const PAGE = 10;

/** A reason of so many characters is wrapped; a list has the lines of a longer one. */
const WRAPPED_CHARACTERS = 20_000;

/** The result of a run as a tree and as text, and where its time went. */
export function ResultPane({ workbench }: { readonly workbench: Workbench }) {
  const runs = useStore(workbench.runs.all);
  useStore(workbench.runs.selected);
  const result = useStore(workbench.runs.result);
  const [isTree, setIsTree] = useState(true);
  const run = workbench.runs.shown;
  const shown = runs.find(({ id }) => id === result?.id);
  const isJson = shown?.resultLength !== undefined;
  const isWrapped = result !== undefined && !isJson && result.text.length <= WRAPPED_CHARACTERS;
  return (
    <>
      <div class="bar">
        <p class={`outcome ${run?.outcome?.replace(' ', '-') ?? 'running'}`}>{describeRun(run)}</p>
        <fieldset>
          <legend class="hidden">Show the result as</legend>
          {[true, false].map((value) => (
            <label key={String(value)}>
              <input type="radio" name="view" checked={isTree === value} onChange={() => setIsTree(value)} />{' '}
              {value ? 'Tree' : 'Text'}
            </label>
          ))}
        </fieldset>
        <button
          type="button"
          aria-label="Copy the result"
          disabled={!result}
          onClick={() => void workbench.copy('The result', result?.text ?? '')}
        >
          Copy
        </button>
      </div>
      {run && run.requests.length > 0 && <Phases run={run} />}
      {shown && run && shown.id !== run.id && <p class="note">Below is the result of run {shown.number}.</p>}
      {result && isJson && isTree ? (
        <Tree key={result.id} json={result.json} />
      ) : isWrapped ? (
        // What scrolls must be reached with keys.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
        <section class="lines reason" tabIndex={0} aria-label="Why there is no result">
          {result.text}
        </section>
      ) : (
        result && (
          <VirtualList
            count={result.json.lines.length}
            label={isJson ? 'Result as text' : 'Why there is no result'}
            row={(index) => (
              <div class={isJson ? 'line' : 'line stderr'} key={index}>
                {shorten(result.json.lines[index] ?? '')}
              </div>
            )}
          />
        )
      )}
    </>
  );
}

function describeRun(run: RunSummary | undefined): string {
  if (!run) {
    return 'The action has not run yet.';
  }
  const start = run.isWarm ? 'warm' : 'new runtime';
  return run.outcome === undefined
    ? `Run ${run.number} (${start}) …`
    : `${describeEnd(run).replace(/\.$/, '')} (${start})`;
}

function Phases({ run }: { readonly run: RunSummary }) {
  const total = Math.max(1, sumMs(run.requests));
  const rows = run.requests.flatMap(({ route, ms, phases }) => [
    { key: route, name: route, ms, isRequest: true },
    ...phases
      .filter((phase) => phase.ms >= 0.5 && phase.name !== 'total')
      .map((phase, index) => ({ key: `${route} ${index}`, name: phase.name, ms: phase.ms, isRequest: false })),
  ]);
  return (
    <table class="phases">
      <caption class="hidden">Time by phase</caption>
      <tbody>
        {rows.map(({ key, name, ms, isRequest }) => (
          <tr key={key} class={isRequest ? 'request' : ''}>
            <th scope="row">{name}</th>
            <td class="ms">{formatMs(ms)}</td>
            <td class="bars" aria-hidden="true">
              <div style={{ width: `${Math.min(100, (100 * ms) / total)}%` }} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A result as a tree, of which only what is seen is made. */
function Tree({ json }: { readonly json: JsonLines }) {
  const isSmall = json.lines.length <= OPENED_LINES;
  const [toggled, setToggled] = useState<ReadonlySet<number>>(new Set());
  const [active, setActive] = useState(0);
  const isOpen = (line: number) => (isSmall || line === 0) !== toggled.has(line);
  const visible = useMemo(() => listVisible(json, isOpen), [json, toggled]);
  useEffect(() => setActive((index) => Math.min(index, visible.length - 1)), [visible]);
  const canOpen = (line: number) => (json.ends[line] ?? 0) > 0;
  const toggle = (line: number) => {
    const next = new Set(toggled);
    if (!next.delete(line)) {
      next.add(line);
    }
    setToggled(next);
  };
  const line = visible[active] ?? 0;
  const keys: Readonly<Record<string, () => void>> = {
    ArrowDown: () => setActive(Math.min(active + 1, visible.length - 1)),
    ArrowUp: () => setActive(Math.max(active - 1, 0)),
    PageDown: () => setActive(Math.min(active + PAGE, visible.length - 1)),
    PageUp: () => setActive(Math.max(active - PAGE, 0)),
    Home: () => setActive(0),
    End: () => setActive(visible.length - 1),
    Enter: () => canOpen(line) && toggle(line),
    ' ': () => canOpen(line) && toggle(line),
    ArrowRight: () => {
      if (canOpen(line) && !isOpen(line)) {
        toggle(line);
      } else if (canOpen(line)) {
        setActive(Math.min(active + 1, visible.length - 1));
      }
    },
    ArrowLeft: () => {
      if (canOpen(line) && isOpen(line)) {
        toggle(line);
        return;
      }
      const depth = json.depths[line] ?? 0;
      const parent = visible.subarray(0, active).findLastIndex((each) => (json.depths[each] ?? 0) < depth);
      setActive(Math.max(parent, 0));
    },
  };
  return (
    <VirtualList
      count={visible.length}
      label="Result as a tree"
      active={active}
      role="tree"
      attributes={{
        'aria-activedescendant': `node-${line}`,
        onKeyDown: (event) => {
          const use = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
          if (use) {
            event.preventDefault();
            use();
          }
        },
      }}
      row={(index) => {
        const each = visible[index] ?? 0;
        const text = (json.lines[each] ?? '').trim().replace(/,$/, '');
        const canOpenIt = canOpen(each);
        const [, key = '', value = text] = /^("(?:[^"\\]|\\.)*"): (.*)$/s.exec(text) ?? [];
        const count = json.counts[each] ?? 0;
        return (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the tree has the keys
          // biome-ignore lint/a11y/useFocusableInteractive: the tree has the focus
          <div
            key={each}
            id={`node-${each}`}
            role="treeitem"
            aria-level={(json.depths[each] ?? 0) + 1}
            // Only some rows are made.
            aria-setsize={json.counts[json.parents[each] ?? -1] ?? 1}
            aria-posinset={json.positions[each] ?? 1}
            aria-expanded={canOpenIt ? isOpen(each) : undefined}
            aria-selected={index === active}
            class="line"
            style={{ paddingLeft: `${0.25 + Math.min(json.depths[each] ?? 0, 50) * 1.25}rem` }}
            onClick={() => {
              setActive(index);
              if (canOpenIt) {
                toggle(each);
              }
            }}
          >
            <span class="twist" aria-hidden="true">
              {canOpenIt ? (isOpen(each) ? '▾' : '▸') : ' '}
            </span>
            {key !== '' && <span class="tok-property">{shorten(key)}: </span>}
            {canOpenIt ? (
              <span class="count">
                {value === '{' || value.endsWith('{')
                  ? `{ ${count} ${count === 1 ? 'member' : 'members'} }`
                  : `[ ${count} ${count === 1 ? 'element' : 'elements'} ]`}
              </span>
            ) : (
              <span class={value.startsWith('"') ? 'tok-string' : 'tok-literal'}>{shorten(value)}</span>
            )}
          </div>
        );
      }}
    />
  );
}
