import { parseImageName } from '../container/image-name.js';
import { showMegabytes } from '../container/memory-size.js';
import type { Check, Finding } from './check.js';
import type { ImageFacts } from './image-facts.js';
import { findSecrets } from './secrets.js';

/** A check that needs nothing but what the image says about itself. */
export interface StaticCheck extends Check {
  readonly find: (image: ImageFacts) => Finding;
}

const WARN_EVERYWHERE = { openwhisk: 'warn', knative: 'warn', elyra: 'warn', storlets: 'warn' } as const;
const FAIL_EVERYWHERE = { openwhisk: 'fail', knative: 'fail', elyra: 'fail', storlets: 'fail' } as const;

const INITS = ['tini', 'docker-init', 'dumb-init', 'catatonit', 'init', 's6-svscan'];
const LABELS = ['title', 'description', 'licenses'].map((name) => `org.opencontainers.image.${name}`);

/** More takes too long to be fetched for a cold start. */
const MAX_BYTES = 1e9;

/** An image may have 127. */
const MAX_LAYERS = 100;

const list = (words: readonly string[]) => JSON.stringify(words);
const userOf = ({ user }: ImageFacts) => user.split(':')[0] ?? '';
const commandLine = ({ entrypoint, command }: ImageFacts) => [...entrypoint, ...command];

/** The checks in the order in which they are shown. */
export const STATIC_CHECKS: readonly StaticCheck[] = [
  {
    id: 'user-not-root',
    profiles: { openwhisk: 'warn', knative: 'fail', elyra: 'warn', storlets: 'warn' },
    why: 'An action that breaks out of a process run by root owns the container. Clusters often refuse images of root.',
    mend: 'End the Dockerfile with USER and a number, such as USER 1000:1000.',
    find: (image) => {
      const user = userOf(image);
      return user === '' || user === 'root' || /^0+$/.test(user)
        ? { holds: false, found: user === '' ? 'no USER is set, so it is root' : `the user is ${image.user}` }
        : { holds: true, found: `the user is ${image.user}` };
    },
  },
  {
    id: 'user-numeric',
    profiles: { knative: 'fail' },
    why: 'Kubernetes starts no container with runAsNonRoot when the user is a name: it cannot tell who that is.',
    mend: 'Write the number of the user: USER 1000:1000.',
    find: (image) => ({
      holds: /^\d+$/.test(userOf(image)),
      found: image.user === '' ? 'no USER is set' : `the user is ${image.user}`,
    }),
  },
  {
    id: 'entrypoint-empty',
    profiles: { elyra: 'fail', storlets: 'fail' },
    why: 'The platform starts a command of its own. An entry point would be started in its place, with that command as its arguments.',
    mend: 'Add ENTRYPOINT [] and put the words of the entry point before those of CMD.',
    find: ({ entrypoint }) => ({
      holds: entrypoint.length === 0,
      found: entrypoint.length === 0 ? 'there is no ENTRYPOINT' : `the ENTRYPOINT is ${list(entrypoint)}`,
    }),
  },
  {
    id: 'command',
    profiles: { openwhisk: 'fail', knative: 'fail' },
    why: 'The platform starts the image as it is. A command in shell form runs below a shell, which passes no SIGTERM on.',
    mend: 'Set CMD in exec form: CMD ["tini", "--", "node", "server.js"].',
    find: (image) => {
      const words = commandLine(image);
      if (words.length === 0) {
        return { holds: false, found: 'there is neither CMD nor ENTRYPOINT' };
      }
      const isShell = /(^|\/)(ba|da)?sh$/.test(words[0] ?? '') && words[1] === '-c';
      return { holds: isShell ? 'partly' : true, found: `${isShell ? 'shell form' : 'exec form'}: ${list(words)}` };
    },
  },
  {
    id: 'init-process',
    profiles: { openwhisk: 'warn', knative: 'warn', storlets: 'warn' },
    why: 'Processes that an action leaves behind become zombies, until no more fit into the container. An init as first process collects them.',
    mend: 'Install tini and begin CMD with "tini", "--".',
    find: (image) => {
      const name = commandLine(image)[0]?.split('/').at(-1) ?? '';
      return {
        holds: INITS.includes(name),
        found: name === '' ? 'nothing is started' : `the first process is ${name}`,
      };
    },
  },
  {
    id: 'port-8080',
    profiles: { openwhisk: 'warn', knative: 'warn' },
    why: 'The platform talks to port 8080. EXPOSE tells people and tools so.',
    mend: 'Add EXPOSE 8080.',
    find: ({ ports }) => ({
      holds: ports.includes('8080/tcp'),
      found: ports.length === 0 ? 'no port is exposed' : `exposed: ${ports.join(', ')}`,
    }),
  },
  {
    id: 'health-check',
    profiles: { openwhisk: 'warn', storlets: 'warn' },
    why: 'Without it docker tells only that the process runs, not that it answers.',
    mend: 'Add a HEALTHCHECK that asks GET /health. The image needs the Docker format: in the OCI format it is lost (podman build --format docker).',
    find: ({ healthCheck: [kind = 'NONE', ...words] }) => ({
      holds: kind !== 'NONE',
      found: kind === 'NONE' ? 'there is no HEALTHCHECK' : `the HEALTHCHECK runs ${words[0]?.split(' ')[0]}`,
    }),
  },
  {
    id: 'stop-signal',
    profiles: { openwhisk: 'warn', knative: 'warn' },
    why: 'The platform ends a container with the stop signal of the image. Runtimes finish their work on SIGTERM.',
    mend: 'Remove STOPSIGNAL from the Dockerfile, or make it SIGTERM.',
    find: ({ stopSignal }) => ({
      holds: ['', 'SIGTERM', 'TERM', '15'].includes(stopSignal),
      found: `the stop signal is ${stopSignal || 'SIGTERM'}`,
    }),
  },
  {
    id: 'working-directory',
    profiles: WARN_EVERYWHERE,
    why: 'Relative paths of an action mean the working directory; the root of the file system is writable for root alone.',
    mend: 'Add WORKDIR /action.',
    find: ({ workingDirectory }) => ({
      holds: !['', '/'].includes(workingDirectory),
      found: `the working directory is ${workingDirectory || '/'}`,
    }),
  },
  {
    id: 'no-secrets',
    profiles: FAIL_EVERYWHERE,
    why: 'Whoever has the image has every variable in it and every line that it was built by.',
    mend: 'Pass secrets when an action is invoked; in a build use RUN --mount=type=secret. Then change those that were in the image.',
    find: (image) => findSecrets(image),
  },
  {
    id: 'labels',
    profiles: WARN_EVERYWHERE,
    why: 'Registries and scanners show what is in these labels.',
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
    why: 'Nobody can tell which version of latest ran. OpenWhisk does not start it with --docker when the registry does not answer.',
    mend: 'Give the image an explicit tag, such as :1.0, and a new one for each change.',
    find: ({ name }) => {
      const parts = name === undefined ? undefined : parseImageName(name);
      const { tag, digest } = parts ?? {};
      return {
        holds: digest !== undefined || (tag !== undefined && tag !== 'latest'),
        found: parts
          ? `the tag is ${tag ?? (digest === undefined ? 'latest, as none is given' : 'a digest')}`
          : 'it has no name',
      };
    },
  },
  {
    id: 'size',
    profiles: WARN_EVERYWHERE,
    why: 'The first container on a machine waits until the image is there.',
    mend: 'Build in stages, install with --no-install-recommends, and remove caches in the line that makes them.',
    find: ({ bytes, layers }) => ({
      holds: layers > MAX_LAYERS ? false : bytes === undefined ? undefined : bytes <= MAX_BYTES,
      found: `${bytes === undefined ? 'unknown size' : showMegabytes(bytes)} in ${layers} layers`,
    }),
  },
  {
    id: 'architecture',
    profiles: FAIL_EVERYWHERE,
    why: 'A machine runs only images for its own kind of processor; most clusters are linux/amd64.',
    mend: 'Build it for the cluster: docker build --platform linux/amd64.',
    find: ({ os, architecture }) => ({
      holds: os === 'linux' && (architecture === 'amd64' || 'partly'),
      found: `${os || 'unknown'}/${architecture || 'unknown'}`,
    }),
  },
];
