/** What other programs say of a saved image: "yes", or the error. */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { createDebianEnvironment } from '../commands.mjs';

/** The packages of the readers. */
export const READERS = ['debian/skopeo', 'go/crane', 'go/regctl', 'debian/umoci'];

/** Lets each program read a saved image as its documentation says, in the form that fits. */
export async function readByOthers(saved, home, [skopeo, crane, regctl, umoci], { registry }) {
  const isFolder = fs.statSync(saved).isDirectory();
  const has = (name) => spawnSync('tar', ['-tf', saved, name]).status === 0;
  const isLayout = isFolder ? fs.existsSync(path.join(saved, 'index.json')) : !has('manifest.json');
  const env = { ...createDebianEnvironment(skopeo), HOME: home };
  const call = (program, args) => judge(spawnSync(program, args, { encoding: 'utf8', env, cwd: home }), [saved, home]);
  const transport = isFolder ? (isLayout ? 'oci' : 'dir') : isLayout ? 'oci-archive' : 'docker-archive';
  const push = (address) => call(path.join(crane, 'crane'), ['push', saved, `${address}/read:v1`]);
  const layout = isLayout && !isFolder ? unpackLayout(saved, home) : saved;
  return {
    skopeo: call(path.join(skopeo, 'usr/bin/skopeo'), [
      '--insecure-policy',
      '--tmpdir',
      home,
      'inspect',
      `${transport}:${saved}`,
    ]),
    crane: isLayout && !isFolder ? '-' : await registry(path.join(crane, 'crane'), push),
    regctl: isFolder
      ? isLayout
        ? call(path.join(regctl, 'regctl'), ['image', 'config', `ocidir://${path.relative(home, saved)}:v1`])
        : '-'
      : call(path.join(regctl, 'regctl'), ['image', 'import', 'ocidir://read:v1', saved]),
    umoci: isLayout ? call(path.join(umoci, 'usr/bin/umoci'), ['stat', '--image', `${layout}:v1`]) : '-',
  };
}

function unpackLayout(saved, home) {
  const folder = path.join(home, 'layout');
  fs.mkdirSync(folder, { recursive: true });
  spawnSync('tar', ['-xf', saved, '-C', folder]);
  return folder;
}

/** The last line of an error, without what is different in every run. */
function judge({ status, stdout, stderr }, [saved, home]) {
  if (status === 0) return 'yes';
  const last = `${stdout}${stderr}`.trim().split('\n').at(-1) ?? '';
  const text = last
    .replaceAll(saved, 'image')
    .replaceAll(home, '')
    .replace(/^.*?msg=/, '')
    .replaceAll(/\d{4}[-/]\d\d[-/]\d\d[T ][\d:.]+Z? ?/g, '');
  return text.replaceAll(/sha256:[0-9a-f]{64}|[0-9a-f]{64}/g, '…').slice(0, 220);
}
