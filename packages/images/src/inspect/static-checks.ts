import { parseImageName } from '../container/image-name.js';
import { formatMegabytes } from '../container/memory-size.js';
import type { Check, Finding } from './check.js';
import type { ImageFacts } from './image-facts.js';
import { findSecrets } from './secrets.js';

/** A check that needs only what the image declares. */
export interface StaticCheck extends Check {
  readonly find: (image: ImageFacts) => Finding;
}

const WARN_EVERYWHERE = { openwhisk: 'warn', knative: 'warn', elyra: 'warn', storlets: 'warn' } as const;
const FAIL_EVERYWHERE = { openwhisk: 'fail', knative: 'fail', elyra: 'fail', storlets: 'fail' } as const;

const INITS = ['tini', 'docker-init', 'dumb-init', 'catatonit', 'init', 's6-svscan'];
const LABELS = ['title', 'description', 'licenses'].map((name) => `org.opencontainers.image.${name}`);

/** A larger image takes too long to fetch for a cold start. */
const MAX_BYTES = 1e9;

/** The maximum is 127. */
const MAX_LAYERS = 100;

const formatList = (words: readonly string[]) => JSON.stringify(words);
const getUser = ({ user }: ImageFacts) => user.split(':')[0] ?? '';
const getCommandLine = ({ entrypoint, command }: ImageFacts) => [...entrypoint, ...command];

/** The checks, in the order of the report. */
export const STATIC_CHECKS: readonly StaticCheck[] = [
  {
    id: 'user-not-root',
    profiles: { openwhisk: 'warn', knative: 'fail', elyra: 'warn', storlets: 'warn' },
    why: 'An action that runs as root controls the whole container. Clusters often reject images that run as root.',
    mend: 'End the Dockerfile with a numeric USER, such as USER 1000:1000.',
    find: (image) => {
      const user = getUser(image);
      return user === '' || user === 'root' || /^0+$/.test(user)
        ? { holds: false, found: user === '' ? 'no USER is set, so it is root' : `the user is ${image.user}` }
        : { holds: true, found: `the user is ${image.user}` };
    },
  },
  {
    id: 'user-numeric',
    profiles: { knative: 'fail' },
    why: 'With runAsNonRoot, Kubernetes does not start a container whose user is a name: it cannot know whether that is root.',
    mend: 'Make USER numeric: USER 1000:1000.',
    find: (image) => ({
      holds: /^\d+$/.test(getUser(image)),
      found: image.user === '' ? 'no USER is set' : `the user is ${image.user}`,
    }),
  },
  {
    id: 'entrypoint-empty',
    profiles: { elyra: 'fail', storlets: 'warn' },
    why: 'The platform starts its own command. An entry point would run instead, with that command as its arguments; Storlets since 13.0.0 replace it.',
    mend: 'Add ENTRYPOINT [] and put the words of the entry point before those of CMD.',
    find: ({ entrypoint }) => ({
      holds: entrypoint.length === 0,
      found: entrypoint.length === 0 ? 'there is no ENTRYPOINT' : `the ENTRYPOINT is ${formatList(entrypoint)}`,
    }),
  },
  {
    id: 'command',
    profiles: { openwhisk: 'fail', knative: 'fail' },
    why: 'The platform starts the image as it is. A command in shell form is a child of a shell, which does not pass on SIGTERM.',
    mend: 'Set CMD in exec form: CMD ["tini", "--", "node", "server.js"].',
    find: (image) => {
      const words = getCommandLine(image);
      if (words.length === 0) {
        return { holds: false, found: 'there is neither CMD nor ENTRYPOINT' };
      }
      const isShell = /(^|\/)(ba|da)?sh$/.test(words[0] ?? '') && words[1] === '-c';
      return {
        holds: isShell ? 'partly' : true,
        found: `${isShell ? 'shell form' : 'exec form'}: ${formatList(words)}`,
      };
    },
  },
  {
    id: 'init-process',
    profiles: { openwhisk: 'warn', knative: 'warn' },
    why: 'Processes that an action leaves behind become zombies, until the container cannot start any more processes. An init as PID 1 reaps them.',
    mend: 'Install tini and begin CMD with "tini", "--".',
    find: (image) => {
      const name = getCommandLine(image)[0]?.split('/').at(-1) ?? '';
      return {
        holds: INITS.includes(name),
        found: name === '' ? 'nothing is started' : `the first process is ${name}`,
      };
    },
  },
  {
    id: 'port-8080',
    profiles: { openwhisk: 'warn', knative: 'warn' },
    why: 'The platform sends its requests to port 8080. EXPOSE documents that for people and tools.',
    mend: 'Add EXPOSE 8080.',
    find: ({ ports }) => ({
      holds: ports.includes('8080/tcp'),
      found: ports.length === 0 ? 'no port is exposed' : `exposed: ${ports.join(', ')}`,
    }),
  },
  {
    id: 'health-check',
    profiles: { openwhisk: 'warn' },
    why: 'Without it, docker only knows that the process runs, not that it answers.',
    mend: 'Add a HEALTHCHECK that sends GET /health. The image needs the Docker format: the OCI format has no health check (podman build --format docker).',
    find: ({ healthCheck: [kind = 'NONE', ...words] }) => ({
      holds: kind !== 'NONE',
      found: kind === 'NONE' ? 'there is no HEALTHCHECK' : `the HEALTHCHECK runs ${words[0]?.split(' ')[0]}`,
    }),
  },
  {
    id: 'stop-signal',
    profiles: { openwhisk: 'warn', knative: 'warn' },
    why: 'The platform stops a container with the stop signal of the image. Runtimes finish their work on SIGTERM.',
    mend: 'Remove STOPSIGNAL from the Dockerfile, or make it SIGTERM.',
    find: ({ stopSignal }) => ({
      holds: ['', 'SIGTERM', 'TERM', '15'].includes(stopSignal),
      found: `the stop signal is ${stopSignal || 'SIGTERM'}`,
    }),
  },
  {
    id: 'working-directory',
    profiles: WARN_EVERYWHERE,
    why: 'Relative paths of an action start in the working directory; only root can write to the root of the file system.',
    mend: 'Add WORKDIR /action.',
    find: ({ workingDirectory }) => ({
      holds: !['', '/'].includes(workingDirectory),
      found: `the working directory is ${workingDirectory || '/'}`,
    }),
  },
  {
    id: 'no-secrets',
    profiles: FAIL_EVERYWHERE,
    why: 'Anyone who has the image can read all its variables and every line of its build.',
    mend: 'Pass secrets when an action is invoked; in a build use RUN --mount=type=secret. Then replace those that were in the image.',
    find: (image) => findSecrets(image),
  },
  {
    id: 'labels',
    profiles: WARN_EVERYWHERE,
    why: 'Registries and scanners show these labels.',
    mend: `Add LABEL with ${LABELS.join(', ')}.`,
    find: ({ labels }) => {
      const missing = LABELS.filter((label) => !labels[label]);
      return {
        holds: missing.length === 0,
        found: missing.length === 0 ? `the title is "${labels[LABELS[0] ?? '']}"` : `missing: ${missing.join(', ')}`,
      };
    },
  },
  {
    id: 'tag',
    profiles: WARN_EVERYWHERE,
    why: 'With latest, nobody knows which version ran. OpenWhisk does not start it with --docker if the registry does not answer.',
    mend: 'Give the image an explicit tag, such as :1.0, and a new one for each change.',
    find: ({ names }) => {
      const tags = names.flatMap(parseTag);
      const [tag, ...others] = [...new Set(tags.map(({ text }) => text))];
      return {
        holds: tags.some(({ isExplicit }) => isExplicit),
        found:
          tag === undefined
            ? 'it has no name'
            : others.length === 0
              ? `the tag is ${tag}`
              : `the tags are ${[tag, ...others].join(', ')}`,
      };
    },
  },
  {
    id: 'size',
    profiles: WARN_EVERYWHERE,
    why: 'The first container on a machine waits until the image has been pulled.',
    mend: 'Build in stages, install with --no-install-recommends, and remove caches in the line that creates them.',
    find: ({ bytes, layers }) => ({
      holds: layers > MAX_LAYERS ? false : bytes === undefined ? undefined : bytes <= MAX_BYTES,
      found: `${bytes === undefined ? 'unknown size' : formatMegabytes(bytes)} in ${layers} layers`,
    }),
  },
  {
    id: 'architecture',
    profiles: FAIL_EVERYWHERE,
    why: 'A machine runs only images for its own architecture; most clusters are linux/amd64.',
    mend: 'Build it for the cluster: docker build --platform linux/amd64.',
    find: ({ os, architecture, platforms }) => {
      const own = `${os || 'unknown'}/${architecture || 'unknown'}`;
      const others = platforms.filter((platform) => platform !== own && !platform.startsWith(`${own}/`));
      return {
        holds: os === 'linux' && (architecture === 'amd64' || 'partly'),
        found: others.length === 0 ? own : `${own}; the archive has ${others.join(', ')}, too, which is not checked`,
      };
    },
  },
];

/** @param name of an image, or `:tag` */
function parseTag(name: string): { readonly text: string; readonly isExplicit: boolean }[] {
  const parts = name.startsWith(':') ? { tag: name.slice(1), digest: undefined } : parseImageName(name);
  if (!parts) {
    return [];
  }
  const { tag, digest } = parts;
  const text = tag ?? (digest === undefined ? 'latest, as none is given' : 'a digest');
  return [{ text, isExplicit: digest !== undefined || (tag !== undefined && tag !== 'latest') }];
}
