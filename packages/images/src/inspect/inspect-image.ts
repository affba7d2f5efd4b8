import { existsSync, statSync } from 'node:fs';
import { ContainerError } from '../container/container-error.js';
import { type Engine, findEngine } from '../container/engine.js';
import { isReference } from '../container/image-name.js';
import { withContainers } from '../container/with-containers.js';
import { ImageError } from '../image-error.js';
import { type Check, type CheckResult, type Finding, judge } from './check.js';
import type { ImageFacts } from './image-facts.js';
import { describeImageFolder } from './image-folder.js';
import { COMMAND_PROBE } from './live/command-probe.js';
import { KNATIVE_PROBE } from './live/knative-probe.js';
import type { Probe } from './live/probe.js';
import { READ_ONLY_PROBE } from './live/read-only-probe.js';
import { SERVE_PROBE } from './live/serve-probe.js';
import { SOCKET_PROBE } from './live/socket-probe.js';
import type { Profile } from './profiles.js';
import { STATIC_CHECKS } from './static-checks.js';

/** The probes, which run one after the other. */
export const PROBES: readonly Probe[] = [SERVE_PROBE, KNATIVE_PROBE, READ_ONLY_PROBE, SOCKET_PROBE, COMMAND_PROBE];

/** Options of an inspection. */
export interface InspectOptions {
  /** The name of an image, or the path of an archive, with or without the transport in front that skopeo and podman use. */
  readonly subject: string;
  readonly profiles: readonly Profile[];
  /** Whether to run containers of it. */
  readonly run: boolean;
  readonly docker: string | undefined;
}

/** The result of an inspection; `inspect --json` prints it as it is. */
export interface Inspection {
  readonly image: string | null;
  readonly source: 'docker' | 'podman' | 'archive';
  readonly profiles: readonly Profile[];
  readonly checks: readonly CheckResult[];
}

/**
 * Checks an image, or the image of an archive, against the requirements of platforms.
 * @throws ImageError `ERR_IMAGE_NAME`, `ERR_IMAGE_READ` if it cannot be read, `ERR_IMAGE_ENGINE` if there is no engine
 * @example
 * ```js
 * // Needs docker or podman, and the image.
 * import { inspectImage } from '@actionrunner/images';
 *
 * const options = { subject: 'actionrunner/bash:0.1', profiles: ['openwhisk'], run: true, docker: undefined };
 * const { checks } = await inspectImage(options);
 * for (const { id, found, mend } of checks.filter(({ status }) => status === 'fail')) {
 *   console.log(`${id}: ${found}. ${mend}`);
 * }
 * ```
 */
export async function inspectImage(options: InspectOptions): Promise<Inspection> {
  const { profiles, run } = options;
  const subject = stripTransport(options.subject);
  if (!isReference(subject)) {
    throw new ImageError('ERR_IMAGE_NAME', `"${subject}" is neither the name of an image nor a file.`);
  }
  // What reads images is loaded on demand: zod is most of this package, and the other commands do not need it.
  if (isArchive(subject)) {
    const { readArchive } = await import('./read-archive.js');
    const facts = readArchive(subject);
    const live = skipProbes(profiles, 'an archive is not run; load it, and inspect the image');
    return buildInspection('archive', facts, profiles, live);
  }
  const engine = await findEngine(options.docker);
  const { readImage } = await import('./read-image.js');
  const facts = await readImage(engine, subject);
  const live = run
    ? await runProbes(engine, subject, profiles)
    : skipProbes(profiles, 'not tested because of --no-run');
  return buildInspection(engine.kind, facts, profiles, live);
}

/** Returns the path of a file or folder that is named as skopeo and podman do: `oci-archive:image.tar`, `dir:folder`, `oci:folder:1.0`. */
function stripTransport(subject: string): string {
  const path = /^(?:docker-archive|oci-archive|dir|oci):([^:]+)/.exec(subject)?.[1];
  return path !== undefined && existsSync(path) ? path : subject;
}

/**
 * Whether it names an archive: an existing file, a folder with an image, which is refused as such, or something that can only be a path.
 * Anything else is an image, even if a folder has its name.
 */
function isArchive(subject: string): boolean {
  return (
    /^[./]|\/$|\.(tar|tar\.\w+|tgz)$/.test(subject) ||
    Boolean(statSync(subject, { throwIfNoEntry: false })?.isFile()) ||
    describeImageFolder(subject) !== undefined
  );
}

function buildInspection(
  source: Inspection['source'],
  facts: ImageFacts,
  profiles: readonly Profile[],
  live: readonly CheckResult[],
): Inspection {
  const own = STATIC_CHECKS.flatMap((check) => judge(check, check.find(facts), profiles) ?? []);
  return { image: facts.name ?? null, source, profiles, checks: [...own, ...live] };
}

function skipProbes(profiles: readonly Profile[], found: string): CheckResult[] {
  return judgeAll(
    PROBES.flatMap(({ checks }) => checks),
    () => ({ holds: undefined, found }),
    profiles,
  );
}

async function runProbes(engine: Engine, image: string, profiles: readonly Profile[]): Promise<CheckResult[]> {
  const wanted = PROBES.filter(({ checks }) => judgeAll(checks, () => NOT_TESTED, profiles).length > 0);
  return await withContainers(engine, 'inspect', async (containers) => {
    const results: CheckResult[] = [];
    for (const probe of wanted) {
      const findings = await probe.run({ containers, engine, image }).catch(createFailureHandler(probe));
      results.push(...judgeAll(probe.checks, ({ id }) => findings[id] ?? NOT_TESTED, profiles));
      await containers.clear();
    }
    return results;
  });
}

const NOT_TESTED: Finding = { holds: undefined, found: 'not tested: the container did not get that far' };

/** Creates a handler for a container that could not be created, which says nothing about the image: the engine may be at fault. */
function createFailureHandler({ checks }: Probe) {
  return (error: unknown): Readonly<Record<string, Finding>> => {
    if (!(error instanceof ContainerError)) {
      throw error;
    }
    return Object.fromEntries(checks.map(({ id }) => [id, { holds: undefined, found: error.message }]));
  };
}

function judgeAll(
  checks: readonly Check[],
  find: (check: Check) => Finding,
  profiles: readonly Profile[],
): CheckResult[] {
  return checks.flatMap((check) => judge(check, find(check), profiles) ?? []);
}
