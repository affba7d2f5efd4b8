import { useState } from 'preact/hooks';
import { formatMs, sumMs } from './model/format.js';
import { useStore } from './model/store.js';
import type { Workbench } from './model/workbench.js';
import { VirtualList } from './virtual-list.js';

interface Props {
  readonly workbench: Workbench;
  readonly onShow: () => void;
}

/** The runs, of which any two are compared. */
export function HistoryPane({ workbench, onShow }: Props) {
  const runs = useStore(workbench.runs.all);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [difference, setDifference] = useState<{ title: string; lines: readonly string[] }>();
  const kept = chosen.filter((id) => runs.some((run) => run.id === id));
  const choose = (id: string, isChosen: boolean) =>
    setChosen(isChosen ? [...kept, id].slice(-2) : kept.filter((each) => each !== id));
  const compare = async () => {
    const [before, after] = runs.filter(({ id }) => kept.includes(id));
    if (before && after) {
      const text = await workbench.runs.compare(before.id, after.id);
      setDifference({ title: `Run ${before.number} (−) and run ${after.number} (+)`, lines: text.split('\n') });
    }
  };
  return (
    <>
      <div class="bar">
        <p>Choose two runs to compare their results.</p>
        <button type="button" disabled={kept.length !== 2} onClick={() => void compare()}>
          Compare
        </button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached with keys */}
      <section class="history" tabIndex={0} aria-label="Runs">
        <table>
          <thead>
            <tr>
              {['Compare', 'Run', 'Time', 'Outcome', 'Took', ''].map((name) => (
                <th scope="col" key={name}>
                  {name || <span class="hidden">Actions</span>}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {[...runs].reverse().map(({ id, number, start, outcome, requests }) => (
              <tr key={id}>
                <td>
                  <input
                    type="checkbox"
                    aria-label={`Compare run ${number}`}
                    disabled={outcome === undefined}
                    checked={kept.includes(id)}
                    onChange={({ currentTarget: { checked } }) => choose(id, checked)}
                  />
                </td>
                <td>{number}</td>
                <td>{new Date(start).toLocaleTimeString()}</td>
                <td class={`outcome ${outcome?.replace(' ', '-') ?? 'running'}`}>{outcome ?? 'running'}</td>
                <td>{formatMs(sumMs(requests))}</td>
                <td>
                  <button
                    type="button"
                    aria-label={`Show run ${number}`}
                    onClick={() => {
                      void workbench.runs.select(id);
                      onShow();
                    }}
                  >
                    Show
                  </button>{' '}
                  <button
                    type="button"
                    aria-label={`Use the parameters of run ${number}`}
                    onClick={() => void workbench.reuse(id)}
                  >
                    Parameters
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {difference && (
        <section class="difference" aria-label="Difference">
          <h3>{difference.title}</h3>
          <VirtualList
            count={difference.lines.length}
            label="Differing lines"
            row={(index) => {
              const line = difference.lines[index] ?? '';
              const kind = line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : '';
              return (
                <div class={`line ${kind}`} key={index}>
                  {line}
                </div>
              );
            }}
          />
        </section>
      )}
    </>
  );
}
