/** The tools, each with the call that saves the image and returns where it is. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { createDebianEnvironment } from '../commands.mjs';

const POLICY = '{"default":[{"type":"insecureAcceptAnything"}]}';

function skopeo(id, transport, target) {
  return {
    id,
    name: `\`skopeo copy\` to \`${transport}:\``,
    version: '1.9.3',
    needs: ['debian/skopeo'],
    save: ({ archive, run, packages, home, name }) => {
      const saved = path.join(home, target);
      const to = transport === 'dir' ? `dir:${saved}` : `${transport}:${saved}:${transport === 'oci' ? 'v1' : name}`;
      const args = ['--insecure-policy', '--tmpdir', home, 'copy', '--quiet', `docker-archive:${archive}`, to];
      run(path.join(packages[0], 'usr/bin/skopeo'), args, { env: createDebianEnvironment(packages[0]) });
      return saved;
    },
  };
}

function crane(id, format) {
  return {
    id,
    name: `\`crane pull --format ${format}\``,
    needs: ['go/crane'],
    save: ({ archive, run, packages, home, registry }) => {
      const program = path.join(packages[0], 'crane');
      const saved = path.join(home, format === 'oci' ? 'oci' : 'image.tar');
      return registry(program, (address) => {
        run(program, ['push', archive, `${address}/image:v1`]);
        run(program, ['pull', '--format', format, `${address}/image:v1`, saved]);
        return saved;
      });
    },
  };
}

/** An image for two platforms, the image and a copy of it for arm64, as `image:two` of the registry. */
function pushTwoPlatforms({ run, archive }, crane, address) {
  run(crane, ['push', archive, `${address}/image:v1`]);
  run(crane, ['mutate', '--set-platform', 'linux/arm64', '-t', `${address}/image:arm64`, `${address}/image:v1`]);
  const parts = ['v1', 'arm64'].flatMap((tag) => ['-m', `${address}/image:${tag}`]);
  run(crane, ['index', 'append', ...parts, '-t', `${address}/image:two`]);
}

/** regctl works on folders with an OCI layout; `after` gets a function that calls it. */
function regctl(id, name, after) {
  return {
    id,
    name,
    needs: ['go/regctl'],
    save: (context) => {
      const { run, packages, home } = context;
      const env = { ...process.env, HOME: home };
      return after({ ...context, call: (...args) => run(path.join(packages[0], 'regctl'), args, { env }) });
    },
  };
}

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

function oras(id, name, args, target) {
  return {
    id,
    name,
    needs: ['go/oras', 'go/crane'],
    save: ({ archive, run, packages, home, registry }) => {
      const saved = path.join(home, target);
      const program = path.join(packages[1], 'crane');
      return registry(program, (address) => {
        run(program, ['push', archive, `${address}/image:v1`]);
        run(path.join(packages[0], 'oras'), args(`${address}/image:v1`, saved), {
          env: { ...process.env, HOME: home },
        });
        return saved;
      });
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

export const SAVERS = [
  skopeo('skopeo-docker', 'docker-archive', 'image.tar'),
  skopeo('skopeo-oci', 'oci', 'oci'),
  skopeo('skopeo-oci-archive', 'oci-archive', 'image.tar'),
  skopeo('skopeo-dir', 'dir', 'dir'),
  crane('crane-tarball', 'tarball'),
  crane('crane-legacy', 'legacy'),
  crane('crane-oci', 'oci'),
  {
    id: 'crane-append',
    name: '`crane append` without a base',
    needs: ['go/crane'],
    save: ({ layer, run, packages, home, name }) => {
      const saved = path.join(home, 'image.tar');
      run(path.join(packages[0], 'crane'), ['append', '-f', layer, '-t', name, '-o', saved]);
      return saved;
    },
  },
  {
    id: 'crane-oci-platforms',
    name: '`crane pull --format oci`, two platforms',
    needs: ['go/crane'],
    save: (context) => {
      const program = path.join(context.packages[0], 'crane');
      return context.registry(program, (address) => {
        pushTwoPlatforms(context, program, address);
        context.run(program, ['pull', '--format', 'oci', `${address}/image:two`, 'oci']);
        return path.join(context.home, 'oci');
      });
    },
  },
  {
    id: 'skopeo-oci-platforms',
    name: '`skopeo copy --multi-arch all` to `oci-archive:`',
    version: '1.9.3',
    needs: ['debian/skopeo', 'go/crane'],
    save: (context) => {
      const { run, packages, home, name } = context;
      const crane = path.join(packages[1], 'crane');
      return context.registry(crane, (address) => {
        pushTwoPlatforms(context, crane, address);
        const saved = path.join(home, 'image.tar');
        const options = ['--insecure-policy', '--tmpdir', home, 'copy', '--quiet', '--src-tls-verify=false'];
        const copy = [
          ...options,
          '--multi-arch',
          'all',
          `docker://${address}/image:two`,
          `oci-archive:${saved}:${name}`,
        ];
        run(path.join(packages[0], 'usr/bin/skopeo'), copy, { env: createDebianEnvironment(packages[0]) });
        return saved;
      });
    },
  },
  regctl('regctl-zstd', '`regctl image mod --layer-compress zstd`', ({ call, archive, home, name }) => {
    call('image', 'import', 'ocidir://oci:v1', archive);
    call('image', 'mod', '--layer-compress', 'zstd', '--to-oci', '--create', 'v1', 'ocidir://oci:v1');
    call('image', 'export', '--name', name, 'ocidir://oci:v1', 'image.tar');
    return path.join(home, 'image.tar');
  }),
  regctl('regctl-import', '`regctl image import`', ({ call, archive, home }) => {
    call('image', 'import', 'ocidir://oci:v1', archive);
    return path.join(home, 'oci');
  }),
  regctl('regctl-export', '`regctl image export`', ({ call, archive, home, name }) => {
    call('image', 'import', 'ocidir://oci:v1', archive);
    call('image', 'export', '--name', name, 'ocidir://oci:v1', 'image.tar');
    return path.join(home, 'image.tar');
  }),
  regctl('regctl-mod', '`regctl image mod --to-oci`', ({ call, archive, home }) => {
    call('image', 'import', 'ocidir://oci:v1', archive);
    call('image', 'mod', '--to-oci', '--create', 'v1', 'ocidir://oci:v1');
    return path.join(home, 'oci');
  }),
  regctl('regctl-create', '`regctl image create`', ({ call, layer, home }) => {
    call('image', 'create', 'ocidir://oci:v1');
    call('image', 'mod', '--layer-add', `tar=${layer}`, '--create', 'v1', 'ocidir://oci:v1');
    return path.join(home, 'oci');
  }),
  oras(
    'oras-copy',
    '`oras copy --to-oci-layout`',
    (from, to) => ['copy', '--from-plain-http', from, '--to-oci-layout', `${to}:v1`],
    'oci',
  ),
  oras('oras-backup', '`oras backup`', (from, to) => ['backup', '--plain-http', '--output', to, from], 'image.tar'),
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
