import { tagOf } from '../../scripts/images/catalogue.js';
import { runOnce, shared } from './support/container.js';
import { docker } from './support/docker.js';
import { EXTENDED, LANGUAGES } from './support/languages.js';

const TITLE = 'org.opencontainers.image.title';
const DESCRIPTION = 'org.opencontainers.image.description';
const LICENCE = 'org.opencontainers.image.licenses';
const MEGABYTE = 1_000_000;
/** Nothing but bundled files. */
const MAX_SERVER_KILOBYTES = 2_800;
const NAMES = [...[...LANGUAGES, ...EXTENDED].map(({ name }) => name), 'baked', 'knative'];

interface Healthcheck {
  readonly Test: string[];
}

/** What both engines tell about an image. */
interface Image {
  readonly Size: number;
  readonly Config: {
    readonly User: string;
    readonly Entrypoint?: string[] | null;
    readonly Cmd: string[];
    readonly ExposedPorts: Record<string, object>;
    readonly WorkingDir: string;
    readonly Labels: Record<string, string>;
    readonly Healthcheck?: Healthcheck;
  };
  /** Where podman has it. */
  readonly Healthcheck?: Healthcheck;
}

describe.each(NAMES)('the image %s', (name) => {
  it('says what it is and how it runs', async () => {
    const { Config, Healthcheck } = await imageOf(name);

    // A platform that wants to know that it is not root asks for a number.
    expect(Config.User).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect(Config.Entrypoint ?? []).toEqual([]);
    expect(Config.Cmd?.join(' ')).toMatch(/^tini -- (node \/server\/server\.js|\/server\/server\.sh)$/);
    expect(Object.keys(Config.ExposedPorts)).toEqual(['8080/tcp']);
    expect(Config.WorkingDir).toBe('/action');
    expect((Config.Healthcheck ?? Healthcheck)?.Test.slice(0, 2)).toEqual(['CMD', 'node']);
    expect(Config.Labels).toMatchObject({
      [TITLE]: expect.stringMatching(/./),
      [DESCRIPTION]: expect.stringMatching(/./),
      [LICENCE]: 'Apache-2.0',
    });
  });
});

it('no image has the title and the description of another', async () => {
  const labels = (await Promise.all(NAMES.map(imageOf))).map(({ Config }) => Config.Labels);

  for (const label of [TITLE, DESCRIPTION]) {
    expect(new Set(labels.map((all) => all[label])).size).toBe(NAMES.length);
  }
});

describe.each([...LANGUAGES, ...EXTENDED])('the image $name', ({ name, maxMegabytes }) => {
  it(`is no larger than ${maxMegabytes} MB`, async () => {
    expect((await imageOf(name)).Size / MEGABYTE).toBeLessThan(maxMegabytes);
  });

  it('has a bundled server, and no tree of packages but that of npm and libraries for actions', async () => {
    const find =
      'find / -xdev -name node_modules -prune -not -path "/usr/local/lib/*" -not -path "/libs/*"; du -sk /server | cut -f1; id -u';
    const { stdout } = await runOnce(tagOf(name), ['--user', '0', '--network', 'none'], ['sh', '-c', find]);
    const [size, uid, ...others] = stdout.trim().split('\n');

    expect([uid, others]).toEqual(['0', []]);
    expect(Number(size)).toBeLessThan(MAX_SERVER_KILOBYTES);
  });

  describe('that serves', () => {
    const container = shared(tagOf(name));

    it('runs no process as root', async () => {
      // A process may end while they are listed, such as the health check.
      const owners = await container().shell('stat -c %u /proc/[0-9]* 2>/dev/null || true');

      expect(new Set(owners.split('\n'))).toEqual(new Set(['1000']));
    });

    it('owns no file that it runs', async () => {
      const find = 'find /server $(command -v node tini) -writable';

      expect(await container().shell(find)).toBe('');
    });
  });
});

async function imageOf(name: string): Promise<Image> {
  const [image] = JSON.parse(await docker(['image', 'inspect', tagOf(name)])) as Image[];
  return image as Image;
}
