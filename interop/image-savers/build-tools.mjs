/** Tools that build images, and podman, each with the call that saves the image and returns where it is. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { createDebianEnvironment } from '../commands.mjs';

const POLICY = '{"default":[{"type":"insecureAcceptAnything"}]}';

function buildah(id, format) {
  return {
    id,
    name: `\`buildah push ${format}:\``,
    version: '1.28.2',
    needs: ['debian/buildah'],
    save: ({ layer, run, packages, home, name }) => {
      const saved = path.join(home, 'image.tar');
      fs.writeFileSync(path.join(home, 'policy.json'), POLICY);
      const env = {
        ...createDebianEnvironment(packages[0]),
        HOME: home,
        BUILDAH_ISOLATION: 'chroot',
        STORAGE_DRIVER: 'vfs',
      };
      const stores = ['--root', path.join(home, 'root'), '--runroot', path.join(home, 'runroot')];
      const call = (...args) => run(path.join(packages[0], 'usr/bin/buildah'), [...stores, ...args], { env });
      const form = format === 'oci-archive' ? 'oci' : 'docker';
      const container = call('from', '--pull-never', 'scratch').trim();
      call('add', container, layer, '/');
      const settings = [
        '--user',
        '1000:1000',
        '--port',
        '8080',
        '--entrypoint',
        '["/serve"]',
        '--stop-signal',
        'SIGINT',
        '--workingdir',
        '/app',
      ];
      const health = form === 'docker' ? ['--healthcheck', 'CMD /check'] : [];
      call('config', ...settings, ...health, '--label', 'org.opencontainers.image.title=example', container);
      call(
        'commit',
        '--quiet',
        '--format',
        form,
        '--signature-policy',
        path.join(home, 'policy.json'),
        container,
        name,
      );
      call('push', '--quiet', '--signature-policy', path.join(home, 'policy.json'), name, `${format}:${saved}:${name}`);
      return saved;
    },
  };
}

function podman(id, format) {
  return {
    id,
    name: `\`podman save --format ${format}\``,
    version: '4.3.1',
    needs: ['debian/podman'],
    save: ({ archive, run, packages, home, name }) => {
      const saved = path.join(home, format.endsWith('dir') ? 'image' : 'image.tar');
      const policy = path.join(home, 'policy.json');
      fs.writeFileSync(policy, POLICY);
      const root = path.join(home, 'root');
      // Podman takes no path of more than 50 characters here.
      const short = fs.mkdtempSync(path.join(os.tmpdir(), 'podman-'));
      const stores = ['--root', root, '--runroot', short, '--tmpdir', path.join(home, 'tmp')];
      const options = [...stores, '--log-level', 'error', '--storage-driver', 'vfs', '--cgroup-manager', 'cgroupfs'];
      const env = { ...createDebianEnvironment(packages[0]), HOME: home };
      const program = path.join(packages[0], 'usr/bin/podman');
      const call = (...args) => run(program, [...options, '--events-backend', 'none', ...args], { env });
      try {
        call('load', '--quiet', '--signature-policy', policy, '--input', archive);
        call('save', '--quiet', '--format', format, '--output', saved, name);
      } finally {
        fs.rmSync(short, { recursive: true });
      }
      return saved;
    },
  };
}

function jib(id, format) {
  return {
    id,
    name: `Jib, \`ImageFormat.${format}\``,
    needs: ['maven/com.google.cloud.tools:jib-core'],
    save: ({ run, packages, home, folder, name }) => {
      const saved = path.join(home, 'image.tar');
      fs.writeFileSync(path.join(home, 'hello.txt'), 'hello\n');
      run('java', [
        '-cp',
        path.join(packages[0], '*'),
        path.join(folder, 'java/SaveImage.java'),
        home,
        saved,
        name,
        format,
      ]);
      return saved;
    },
  };
}

/** Pushes the image to a registry, and lets `build` make another with the same configuration from it. */
function fromRegistry(id, name, needs, build) {
  return {
    id,
    name,
    needs: [needs, 'go/crane'],
    save: (context) => {
      const crane = path.join(context.packages[1], 'crane');
      return context.registry(crane, (address) => {
        context.run(crane, ['push', context.archive, `${address}/image:v1`]);
        return build({ ...context, address });
      });
    },
  };
}

function containerify(id, option) {
  const build = ({ run, packages, home, address }) => {
    const saved = path.join(home, 'image.tar');
    fs.mkdirSync(path.join(home, 'app'));
    fs.writeFileSync(path.join(home, 'app/hello.txt'), 'hello\n');
    const from = ['--fromRegistry', `http://${address}/v2/`, '--fromImage', 'image:v1', '--toImage', 'team/image:v1'];
    const content = ['--folder', path.join(home, 'app'), '--customContent', 'hello.txt:/hello.txt'];
    const program = path.join(packages[0], 'node_modules/.bin/containerify');
    run(program, [...from, ...content, option, saved], { env: { ...process.env, TMPDIR: home } });
    return saved;
  };
  return fromRegistry(id, `\`containerify ${option}\``, 'npm/containerify', build);
}

function ko(id, name, options, target) {
  const build = ({ run, packages, home, address }) => {
    const source = path.join(home, 'source');
    fs.mkdirSync(source);
    fs.writeFileSync(path.join(source, 'go.mod'), 'module example.org/x\n\ngo 1.22\n');
    fs.writeFileSync(path.join(source, 'main.go'), 'package main\n\nfunc main() {}\n');
    const saved = path.join(home, target);
    const env = {
      ...process.env,
      KO_DEFAULTBASEIMAGE: `${address}/image:v1`,
      KO_DOCKER_REPO: 'example.org/team/image',
    };
    const args = [
      'build',
      '--push=false',
      '--bare',
      '--tags',
      'v1',
      '--platform',
      'linux/amd64',
      '--sbom',
      'none',
      '.',
    ];
    run(path.join(packages[0], 'ko'), [...args, ...options(saved)], { cwd: source, env });
    return saved;
  };
  return fromRegistry(id, name, 'go/ko', build);
}

export const BUILD_TOOLS = [
  {
    id: 'umoci-debian',
    name: '`umoci`',
    version: '0.4.7',
    needs: ['debian/umoci'],
    save: ({ layer, run, packages, home }) => {
      const call = (...args) =>
        run(path.join(packages[0], 'usr/bin/umoci'), args, { env: createDebianEnvironment(packages[0]) });
      call('init', '--layout', 'oci');
      call('new', '--image', 'oci:v1');
      call('raw', 'add-layer', '--image', 'oci:v1', layer);
      const values = {
        user: '1000:1000',
        entrypoint: '/serve',
        exposedports: '8080/tcp',
        stopsignal: 'SIGINT',
        workingdir: '/app',
      };
      const options = Object.entries(values).flatMap(([key, value]) => [`--config.${key}`, value]);
      call('config', '--image', 'oci:v1', ...options, '--config.label', 'org.opencontainers.image.title=example');
      return path.join(home, 'oci');
    },
  },
  buildah('buildah-docker', 'docker-archive'),
  buildah('buildah-oci', 'oci-archive'),
  podman('podman-docker', 'docker-archive'),
  podman('podman-oci', 'oci-archive'),
  podman('podman-oci-dir', 'oci-dir'),
  podman('podman-docker-dir', 'docker-dir'),
  ko('ko-tarball', '`ko build --tarball`', (saved) => ['--tarball', saved], 'image.tar'),
  // It takes no path with capital letters, which that of a temporary folder may have.
  ko('ko-layout', '`ko build --oci-layout-path`', () => ['--oci-layout-path', '../oci'], 'oci'),
  containerify('containerify-tar', '--toTar'),
  containerify('containerify-layout', '--toOciLayout'),
  jib('jib-docker', 'Docker'),
  jib('jib-oci', 'OCI'),
];
