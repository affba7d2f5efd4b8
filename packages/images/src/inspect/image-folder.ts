import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Describes the folder in which a program has left an image, and how it becomes an archive.
 * @returns a clause; undefined for any other folder, and for what is none
 */
export function describeImageFolder(path: string): string | undefined {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    return undefined;
  }
  const has = (file: string) => existsSync(join(path, file));
  const pack = `pack it with "tar -C ${path} -cf image.tar ."`;
  if (has('oci-layout') || has('index.json')) {
    return `it is a folder with an OCI layout (oci:, oci-dir); ${pack}`;
  }
  if (!has('manifest.json')) {
    return undefined;
  }
  return isTransportFolder(join(path, 'version'))
    ? `it is a folder of skopeo or podman (dir:, docker-dir); convert it with "skopeo copy dir:${path} docker-archive:image.tar"`
    : `it is a folder with an unpacked archive; ${pack}`;
}

/** Whether the file is that of the format that skopeo names `dir:` and podman `docker-dir`. */
function isTransportFolder(version: string): boolean {
  return existsSync(version) && readFileSync(version, 'utf8').startsWith('Directory Transport Version');
}
