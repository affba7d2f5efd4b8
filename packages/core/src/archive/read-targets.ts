import { refusedEntry } from './archive-errors.js';
import { readEntry } from './entry-content.js';
import type { ArchivePlan, PlanNode } from './plan-archive.js';

/**
 * Reads where the links of a plan lead.
 *
 * @throws RunnerError `ERR_RUNNER_ARCHIVE_INVALID` for damaged data, `ERR_RUNNER_ARCHIVE_REFUSED` for one that is not UTF-8
 */
export async function readTargets(plan: ArchivePlan): Promise<ReadonlyMap<PlanNode, string>> {
  const targets = new Map<PlanNode, string>();
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  for (const node of plan.nodes) {
    if (node.kind !== 'link' || node.record === undefined) continue;
    const data = readEntry(node.record, node.name);
    try {
      targets.set(node, decoder.decode(data));
    } catch {
      throw refusedEntry(node.name, 'is a link to a path that is not UTF-8');
    }
  }
  return targets;
}
