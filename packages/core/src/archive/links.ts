import { basename } from 'node:path';
import { refuseEntry } from './archive-errors.js';
import { quote } from './delivery-error.js';
import { decodeText } from './entry.js';
import { readEntry } from './entry-content.js';
import type { ArchivePlan, PlanNode } from './plan-archive.js';

// As many as Linux follows in a path.
const MAX_HOPS = 40;
// A target may have thousands of components: many in a row would block the event loop.
const LINKS_PER_TURN = 128;

/** Where a path leads: `missing` components below a node of the plan, through `hops` links. */
interface Place {
  readonly node: PlanNode;
  readonly missing: number;
  readonly hops: number;
}

/**
 * Checks that every link of the archive stays inside the directory when it is followed component by component, through the archive's
 * other links. A link may be dangling. Nothing is read or written.
 *
 * @param targets the target of each link of `plan`
 * @throws RunnerError `ERR_RUNNER_ARCHIVE_REFUSED`
 */
export async function checkLinks(plan: ArchivePlan, targets: ReadonlyMap<PlanNode, string>): Promise<void> {
  const places = new Map<PlanNode, Place>();

  /** `depth` links are already being followed; more than MAX_HOPS is a loop, or a chain that Linux refuses as well. */
  function follow(link: PlanNode, depth: number): Place {
    const known = places.get(link);
    if (known !== undefined) return known;
    const target = targets.get(link) ?? '';
    if (target === '' || target.includes('\0')) throw refuseEntry(link.name, 'is a link without a usable target');
    if (target.startsWith('/')) {
      throw refuseEntry(link.name, `is a link to the absolute path ${quote(target)}; make it relative`);
    }
    let place: Place = { node: link.parent ?? plan.root, missing: 0, hops: 1 };
    for (const component of target.split('/')) {
      place = step(link, target, place, component, depth);
      if (place.hops > MAX_HOPS) throw refuseLoop(link);
    }
    places.set(link, place);
    return place;
  }

  function step(
    link: PlanNode,
    target: string,
    { node, missing, hops }: Place,
    component: string,
    depth: number,
  ): Place {
    if (component === '' || component === '.') return { node, missing, hops };
    if (component === '..') {
      if (missing > 0) return { node, missing: missing - 1, hops };
      if (node.parent === undefined) {
        throw refuseEntry(link.name, `is a link to ${quote(target)}, which leads out of the archive`);
      }
      return { node: node.parent, missing: 0, hops };
    }
    const child = missing > 0 ? undefined : node.children.get(component);
    if (child === undefined) return { node, missing: missing + 1, hops };
    if (child.kind !== 'link') return { node: child, missing: 0, hops };
    if (depth >= MAX_HOPS) throw refuseLoop(link);
    const place = follow(child, depth + 1);
    return { ...place, hops: hops + place.hops };
  }

  let turn = 0;
  for (const link of targets.keys()) {
    follow(link, 1);
    turn += 1;
    if (turn % LINKS_PER_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

function refuseLoop(link: PlanNode): Error {
  return refuseEntry(link.name, `is a link that is part of a loop or of a chain of more than ${MAX_HOPS} links`);
}

/**
 * Reads the targets of the links of a plan.
 *
 * @throws RunnerError `ERR_RUNNER_ARCHIVE_INVALID` for damaged data, `ERR_RUNNER_ARCHIVE_REFUSED` for a target that is not in the encoding
 *   that its entry declares
 */
export async function readTargets(plan: ArchivePlan): Promise<ReadonlyMap<PlanNode, string>> {
  const targets = new Map<PlanNode, string>();
  for (const node of plan.nodes) {
    if (node.kind !== 'link' || node.record === undefined) continue;
    const target = decodeText(node.record, readEntry(node.record, node.name));
    if (target === undefined) throw refuseEntry(node.name, 'is a link to a path that is not UTF-8');
    targets.set(node, target);
  }
  return targets;
}

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
