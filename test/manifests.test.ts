import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Service as KnativeService } from '@kubernetes-models/knative/serving.knative.dev/v1';
import { Deployment } from 'kubernetes-models/apps/v1';
import { Service } from 'kubernetes-models/v1';
import { parseAllDocuments } from 'yaml';
import { readServeSettings } from '../packages/http/src/options/serve-options.js';

const IMAGES = fileURLToPath(new URL('../examples/images', import.meta.url));

/** What comes after the last answer takes at most so long: see the guide on operating a runtime. */
const AFTER_SECONDS = 10 + 20;
/** What passes before Knative sends SIGTERM: the pre-stop hook of its sidecar. */
const PRE_STOP_SECONDS = 30;

const read = (name: string): string => fs.readFileSync(path.join(IMAGES, name), 'utf8');

/** The objects of a YAML file. A key that is there twice, or anything else that YAML does not allow, fails. */
function load<T>(name: string): T {
  return parseAllDocuments(read(name), { uniqueKeys: true, version: '1.2' }).map((document) => {
    expect([...document.errors, ...document.warnings]).toEqual([]);
    return document.toJS() as unknown;
  }) as T;
}

type DeploymentData = ConstructorParameters<typeof Deployment>[0] & object;
type ServiceData = ConstructorParameters<typeof Service>[0] & object;
type KnativeData = ConstructorParameters<typeof KnativeService>[0] & object;

const [deployment, service] = load<[DeploymentData, ServiceData]>('native/deployment.yaml');
const [knative] = load<[KnativeData]>('knative/service.yaml');
const pod = deployment.spec?.template.spec;
const revision = knative.spec?.template?.spec;

interface Container {
  readonly image?: string | undefined;
  readonly env?: readonly { readonly name: string; readonly value?: string | undefined }[] | undefined;
  readonly resources?: { readonly limits?: Record<string, unknown> | undefined } | undefined;
  readonly securityContext?: object | undefined;
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[] | undefined;
}

describe('the schemas of Kubernetes and Knative', () => {
  it.each([
    ['native/deployment.yaml, the Deployment', new Deployment(deployment)],
    ['native/deployment.yaml, the Service', new Service(service)],
    ['knative/service.yaml', new KnativeService(knative)],
  ])('fit %s', (_, model) => {
    expect(() => model.validate()).not.toThrow();
  });

  it('say what is wrong', () => {
    const text = read('native/deployment.yaml').replace('containerPort: 8080', 'containerPort: "8080"');
    const [wrong] = parseAllDocuments(text);

    expect(() => new Deployment(wrong?.toJS() as DeploymentData).validate()).toThrow(/containerPort must be integer/);
  });
});

describe.each([
  ['native/deployment.yaml', 'native', pod],
  ['knative/service.yaml', 'knative', revision],
])('%s', (_, name, template) => {
  const containers = (template?.containers ?? []) as Container[];
  const [container = {}] = containers;

  it('runs the image of its folder, by an explicit tag', () => {
    expect(containers).toHaveLength(1);
    expect(container.image).toMatch(new RegExp(`/${name}:[\\d.]+$`));
  });

  it('runs as a user other than root, without rights, on a file system of which only /action can be written', () => {
    expect({ ...template?.securityContext, ...container.securityContext }).toMatchObject({
      runAsNonRoot: true,
      runAsUser: 1000,
      runAsGroup: 1000,
      seccompProfile: { type: 'RuntimeDefault' },
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(read('native/Dockerfile')).toMatch(/^USER 1000:1000$/m);
    expect(container.volumeMounts).toEqual([{ name: 'action', mountPath: '/action' }]);
    expect(template?.volumes).toEqual([{ name: 'action', emptyDir: { sizeLimit: expect.stringMatching(/^\d+Mi$/) } }]);
  });

  it('limits memory and CPU', () => {
    expect(container.resources?.limits).toEqual({ cpu: '1', memory: '256Mi' });
  });

  it('has variables that the runtime accepts', () => {
    const settings = readServeSettings({}, environmentOf(container));

    expect(settings.timeoutMs).toBeGreaterThan(0);
    expect(settings.port).toBe(8080);
  });
});

describe('native/deployment.yaml', () => {
  const labels = deployment.spec?.template.metadata?.labels;

  it('has a service that leads to its pods', () => {
    expect(deployment.spec?.selector.matchLabels).toEqual(labels);
    expect(service.spec?.selector).toEqual(labels);
    const targets = service.spec?.ports?.map(({ targetPort }) => targetPort);
    expect(targets).toEqual(pod?.containers[0]?.ports?.map((port) => port.name));
  });

  it('asks for the health, but lets a runtime that finishes its work live', () => {
    const [{ startupProbe, readinessProbe, livenessProbe } = {}] = pod?.containers ?? [];

    const health = { path: '/health', port: 'http' };
    expect([startupProbe?.httpGet, readinessProbe?.httpGet]).toEqual([health, health]);
    expect(livenessProbe).toMatchObject({ tcpSocket: { port: 'http' } });
    expect(livenessProbe?.httpGet).toBeUndefined();
  });

  it('gives the last activation its time', () => {
    const { timeoutMs = 0 } = readServeSettings({}, environmentOf(pod?.containers[0] as Container));

    expect(pod?.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(timeoutMs / 1000 + AFTER_SECONDS);
  });

  it('gets no variables of other services, which could be options', () => {
    expect(pod?.enableServiceLinks).toBe(false);
  });
});

describe('knative/service.yaml', () => {
  it('sends one activation at a time', () => {
    expect(revision?.containerConcurrency).toBe(1);
  });

  it('gives the last activation its time, although Knative waits before it sends SIGTERM', () => {
    const { timeoutMs = 0 } = readServeSettings({}, environmentOf(revision?.containers?.[0] as Container));

    expect(revision?.timeoutSeconds).toBeGreaterThanOrEqual(timeoutMs / 1000 + PRE_STOP_SECONDS);
  });

  it('asks for the health', () => {
    expect(revision?.containers?.[0]?.readinessProbe).toEqual({ httpGet: { path: '/health' } });
  });
});

describe('the Knative services of the guide', () => {
  const guide = fs.readFileSync(fileURLToPath(new URL('../docs/guides/knative.md', import.meta.url)), 'utf8');
  const services = [...guide.matchAll(/^```json\n(.*?)^```$/gms)]
    .map(([, text = '']) => JSON.parse(text) as KnativeData & { kind?: string })
    .filter(({ kind }) => kind === 'Service');

  it('are found', () => {
    expect(services).toHaveLength(1);
  });

  it.each(services)('$metadata.name fits the schema, and has what Knative would warn about', (manifest) => {
    expect(() => new KnativeService(manifest).validate()).not.toThrow();
    const [container] = (manifest.spec?.template?.spec?.containers ?? []) as Container[];
    expect(container?.securityContext).toMatchObject({
      runAsNonRoot: true,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      seccompProfile: { type: 'RuntimeDefault' },
    });
  });
});

describe.each(fs.readdirSync(IMAGES).filter((name) => fs.existsSync(path.join(IMAGES, name, 'Dockerfile'))))(
  'the Dockerfile of %s',
  (name) => {
    const instructions = read(`${name}/Dockerfile`).replaceAll('\\\n', ' ').split('\n');
    const all = (word: string): string[] => instructions.filter((line) => line.startsWith(`${word} `));

    it('names its base images by pinned tags', () => {
      for (const from of all('FROM')) {
        expect(from).toMatch(/^FROM \S+:(?!latest)\S*\d\S*( AS \w+)?$/);
      }
    });

    it('starts the server by words, not by a shell, and leaves no ENTRYPOINT of its base image', () => {
      const isDerived = /^FROM actionrunner\//.test(all('FROM').at(-1) ?? '');

      const server = ['bash', 'python'].includes(name) ? '"node", "/server/server.js"' : '"/server/server.sh"';
      expect(all('CMD')).toEqual(isDerived ? [] : [`CMD ["tini", "--", ${server}]`]);
      expect(all('ENTRYPOINT')).toEqual(isDerived ? [] : ['ENTRYPOINT []']);
    });

    it('does not end as root', () => {
      expect(all('USER').at(-1) ?? 'USER 1000:1000').toBe('USER 1000:1000');
    });
  },
);

function environmentOf({ env = [] }: Container): Record<string, string> {
  return Object.fromEntries(env.map(({ name, value = '' }) => [name, value]));
}
