// @ts-check
/** The engine that builds and tests the images: the one that the command `actionrunner` would use. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { findEngine } from '@actionrunner/images';

/** Where `scripts/containers/setup.sh` puts its command `docker`. */
const PREPARED = path.join(process.env['ACTIONRUNNER_CONTAINERS'] ?? '/var/cache/actionrunner-containers', 'bin');

/**
 * Finds docker, podman or the command that ACTIONRUNNER_DOCKER names. On a machine that was prepared, its command comes first.
 * @returns {Promise<import('@actionrunner/images').Engine>}
 * @throws {import('@actionrunner/images').ImageError} when none answers
 */
export async function findBuilder() {
  if (!process.env['ACTIONRUNNER_DOCKER'] && fs.existsSync(path.join(PREPARED, 'docker'))) {
    process.env['PATH'] = [PREPARED, process.env['PATH']].join(path.delimiter);
  }
  return await findEngine(undefined);
}
