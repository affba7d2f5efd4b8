/** Saves the image with each tool, reads what was written, and inspects it. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { inspectImage } from '@actionrunner/images';
import { runCommand } from '../commands.mjs';
import { BUILD_TOOLS } from './build-tools.mjs';
import { describeImage, NAME, writeImage } from './image.mjs';
import { READERS, readByOthers } from './readers.mjs';
import { REGISTRY_TOOLS } from './registry-tools.mjs';

export default async function run({ row, work, folder, missing }) {
  const image = writeImage(work);
  const rows = [...REGISTRY_TOOLS, ...BUILD_TOOLS].map(({ id, name, version, needs, save }) => {
    const see = async (...folders) => {
      const packages = folders.slice(0, needs.length);
      const home = path.join(work, id);
      fs.mkdirSync(home);
      const context = { ...image, name: NAME, home, folder, packages, registry: startRegistry, missing };
      context.run = (command, args, options) => runCommand(command, args, missing, { cwd: home, ...options });
      const saved = await save(context);
      const others = await readByOthers(saved, home, folders.slice(needs.length), context);
      return hidePorts({ ...describeImage(unpack(saved, home)), ...(await inspect(saved, home)), ...others });
    };
    return row({ id, name, version, needs: [...needs, ...READERS], see });
  });
  await Promise.all(rows);
}

/** Registries listen on ports that nothing else has. */
function hidePorts(cells) {
  return Object.fromEntries(
    Object.entries(cells).map(([key, text]) => [key, text.replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:…')]),
  );
}

/** The folder of what was saved, an archive or a folder. */
function unpack(saved, home) {
  if (fs.statSync(saved).isDirectory()) return saved;
  const folder = path.join(home, 'unpacked');
  fs.mkdirSync(folder);
  spawnSync('tar', ['-xf', saved, '-C', folder]);
  return folder;
}

/** What `inspect` says: of a folder that it asks to pack, after that. */
async function inspect(saved, home) {
  const options = { subject: saved, profiles: ['openwhisk', 'knative'], run: false, docker: undefined };
  try {
    const { image, checks } = await inspectImage(options);
    const open = checks
      .filter(({ status }) => status === 'fail' || status === 'warn')
      .map(({ id, status }) => `${id} (${status})`);
    return { inspect: image ?? 'no name', checks: open.join(', ') || 'none' };
  } catch (error) {
    const message = error.message.replaceAll(saved, 'image');
    if (!message.includes('pack it with')) return { inspect: message, checks: '-' };
    const archive = path.join(home, 'packed.tar');
    spawnSync('tar', ['-C', saved, '-cf', archive, '.']);
    const { inspect: found, checks } = await inspect(archive, home);
    return { inspect: `packed: ${found.replaceAll(archive, 'image.tar')}`, checks };
  }
}

/** Starts the registry of crane on a free port of loopback, for as long as `use` runs. */
async function startRegistry(crane, use) {
  const child = spawn(crane, ['registry', 'serve', '--address', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'pipe'] });
  try {
    const address = await new Promise((resolve, reject) => {
      let output = '';
      const listen = (data) => {
        output += data;
        const [, port] = /(?:127\.0\.0\.1|\[::\]|localhost):(\d+)/.exec(output) ?? /port (\d+)/.exec(output) ?? [];
        if (port !== undefined) resolve(`127.0.0.1:${port}`);
      };
      child.stdout.on('data', listen);
      child.stderr.on('data', listen);
      child.once('exit', () => reject(new Error(`the registry did not start: ${output}`)));
    });
    return await use(address);
  } finally {
    if (child.exitCode === null) {
      child.kill();
      await once(child, 'exit');
    }
  }
}
