import { basename } from 'node:path';
import type { PlanNode } from './plan-archive.js';

const INTERPRETER = /^(?:python|pypy)[\d.]*t?$/;

/**
 * Leaves out the absolute links of Python virtualenvs, to the interpreter that made them: a runtime uses its own. Links to such a link dangle.
 *
 * @param targets the target of each link of a plan, whose nodes are changed
 * @returns the targets of the links that remain
 */
export function omitInterpreters(targets: ReadonlyMap<PlanNode, string>): ReadonlyMap<PlanNode, string> {
  const kept = new Map(targets);
  for (const [link, target] of targets) {
    if (!target.startsWith('/') || !isInterpreter(link)) continue;
    kept.delete(link);
    link.parent?.children.delete(basename(link.path));
  }
  return kept;
}

/** Whether a file is the interpreter of a virtualenv: by its name, and by what is in the folder of the virtualenv. */
function isInterpreter({ path, parent: folder }: PlanNode): boolean {
  const root = folder?.parent;
  if (root === undefined || basename(folder?.path ?? '') !== 'bin' || !INTERPRETER.test(basename(path))) return false;
  return root.path === 'virtualenv' || root.children.get('pyvenv.cfg')?.kind === 'file';
}
