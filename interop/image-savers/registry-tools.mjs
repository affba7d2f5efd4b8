/** Tools for registries and layouts, each with the call that saves the image and returns where it is. */
import * as path from 'node:path';
import { createDebianEnvironment } from '../commands.mjs';

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

export const REGISTRY_TOOLS = [
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
];
