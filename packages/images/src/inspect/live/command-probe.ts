import { EngineError } from '../../container/container-error.js';
import type { ContainerEnd } from '../../container/container-state.js';
import type { Finding } from '../check.js';
import { COMMAND_SCRIPT, MARKER } from './command-script.js';
import type { Probe, ProbeContext } from './probe.js';
import { checkPythonSupport } from './python-support.js';

const ELYRA = { elyra: 'fail' } as const;

/** Starts the image with another command, as a platform may, which then looks around. */
export const COMMAND_PROBE: Probe = {
  checks: [
    {
      id: 'command-override',
      profiles: { elyra: 'fail', storlets: 'warn' },
      why: 'The platform starts its own command in the image, and expects nothing else to run; Storlets since 13.0.0 replace an entry point.',
      mend: 'Remove the ENTRYPOINT, install sh, and start everything through CMD.',
    },
    {
      id: 'action-writable',
      profiles: { openwhisk: 'warn' },
      why: 'The runtime unpacks the code of an action into /action, as the user of the image.',
      mend: 'Create it for that user: RUN install -d -m 0777 -o 1000 -g 1000 /action.',
    },
    {
      id: 'directory-writable',
      profiles: ELYRA,
      why: 'A pipeline creates a folder in the working directory, and on Kubeflow puts its files next to it.',
      mend: 'Set WORKDIR to a folder that the user of the image can write to.',
    },
    {
      id: 'python3',
      profiles: { elyra: 'fail', storlets: 'fail' },
      why: 'Pipelines, and the agent of Storlets, run in Python 3; versions past their end of life are not supported.',
      mend: 'Build on a supported version of Python, with python3 on the path.',
    },
    {
      id: 'usr-bin-python3',
      profiles: { storlets: 'warn' },
      why: 'Storlets in Python are started with exactly /usr/bin/python3; those in Java do not need it.',
      mend: 'Install python3 of the distribution, or add RUN ln -s "$(command -v python3)" /usr/bin/python3.',
    },
    {
      id: 'logger',
      profiles: { storlets: 'fail' },
      why: 'Storlets pipes what its daemons print to logger; without it every storlet is answered 503.',
      mend: 'Install logger: bsdutils on Debian, util-linux elsewhere.',
    },
    {
      id: 'curl',
      profiles: ELYRA,
      why: 'A pipeline fetches its files with curl.',
      mend: 'Install curl.',
    },
    {
      id: 'not-externally-managed',
      profiles: ELYRA,
      why: 'A file EXTERNALLY-MANAGED next to the standard library makes pip refuse to install anything.',
      mend: "Use a Python other than the distribution's, such as that of the python images, or remove the file.",
    },
    {
      id: 'pip-install',
      profiles: ELYRA,
      why: 'A pipeline installs packages before it runs a notebook.',
      mend: 'Install pip, and give the user of the image a writable home directory or site-packages.',
    },
  ],
  run: async (context) => {
    const { image, engine } = context;
    const own = await lookAround(context, [], ['sh', '-c', COMMAND_SCRIPT]);
    const override = checkOverride(own);
    // The rest can be tested even if there is an entry point.
    const seen = override.holds ? own : await lookAround(context, ['--entrypoint', 'sh'], ['-c', COMMAND_SCRIPT]);
    const values = parseValues(seen.stdout);
    if (values.get('end') === undefined) {
      const found = `no shell could be run in ${image} with ${engine.command}`;
      return { 'command-override': override, ...skipFindings(found) };
    }
    return { 'command-override': override, ...toFindings(values) };
  },
};

interface Seen {
  readonly stdout: string;
  readonly stderr: string;
  readonly end: ContainerEnd;
}

async function lookAround(
  { containers, image }: ProbeContext,
  args: readonly string[],
  command: readonly string[],
): Promise<Seen> {
  const output = { stdout: '', stderr: '' };
  const container = await containers.start({
    image,
    args: ['--network', 'none', ...args],
    command,
    logs: (stream, bytes) => {
      output[stream] += bytes.toString();
    },
  });
  const end = await container.waitForEnd(LOOK_LIMIT_MS);
  if (end.unstarted instanceof EngineError) {
    throw end.unstarted;
  }
  return { ...output, end };
}

const LOOK_LIMIT_MS = 60_000;

function checkOverride({ stdout, stderr, end }: Seen): Finding {
  if (end.unstarted) {
    return { holds: false, found: `sh -c instead of the command: ${end.unstarted.message}` };
  }
  if (end.code !== 0) {
    return { holds: false, found: `sh -c instead of the command: exit status ${end.code}` };
  }
  const isAlone = stdout.startsWith(`${MARKER}\n`) && stderr === '';
  return isAlone
    ? { holds: true, found: 'a given command runs alone' }
    : { holds: false, found: 'a given command does not run alone: there is other output' };
}

function parseValues(stdout: string): ReadonlyMap<string, string> {
  const lines = stdout.split('\n').filter((line) => line.includes('='));
  return new Map(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}

function toFindings(values: ReadonlyMap<string, string>): Record<string, Finding> {
  const { action, directory, curl = '', logger = '', version = '', managed, pip, usr } = Object.fromEntries(values);
  return {
    'action-writable': checkWritable('/action', action),
    'directory-writable': checkWritable('the working directory', directory),
    python3: checkPythonSupport(version, new Date()),
    'usr-bin-python3': {
      holds: usr === 'yes',
      found: usr === 'yes' ? '/usr/bin/python3 is there' : 'there is no /usr/bin/python3',
    },
    logger: checkCommand('logger', logger),
    curl: checkCommand('curl', curl),
    'not-externally-managed':
      managed === undefined
        ? { holds: undefined, found: 'there is no python3' }
        : { holds: managed === 'no', found: managed === 'no' ? 'there is no marker' : 'there is a marker' },
    'pip-install':
      pip === undefined
        ? { holds: false, found: 'there is no python3' }
        : { holds: pip === 'ok', found: pip === 'ok' ? 'a package can be installed and imported' : pip },
  };
}

function checkCommand(name: string, path: string): Finding {
  return { holds: path !== '', found: path === '' ? `${name} is not on the path` : path };
}

function checkWritable(what: string, value: string | undefined): Finding {
  return { holds: value === 'yes', found: `${what} ${value === 'yes' ? 'can' : 'cannot'} be written` };
}

function skipFindings(found: string): Record<string, Finding> {
  const ids = COMMAND_PROBE.checks.map(({ id }) => id).filter((id) => id !== 'command-override');
  return Object.fromEntries(ids.map((id) => [id, { holds: undefined, found }]));
}
