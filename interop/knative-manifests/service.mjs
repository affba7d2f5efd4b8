/** Writes the manifests: that of a plain service, with fragments of YAML in their places. */
import { parse, stringify } from 'yaml';

/** What Knative would warn about if it were missing. */
const SECURITY = {
  runAsNonRoot: true,
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
};
const CONTAINER = { image: 'registry.example/hello:1', securityContext: SECURITY };
const VOLUME = 'data';

/** What a place is of a service, by its name. */
const PLACES = {
  service: (service) => service.metadata,
  template: (service) => service.spec.template.metadata,
  annotations: (service) => (service.spec.template.metadata.annotations ??= {}),
  revision: (service) => service.spec.template.spec,
  container: (service) => service.spec.template.spec.containers[0],
  traffic: (service) => (service.spec.traffic ??= []),
  volume: ({ spec }) => {
    spec.template.spec.volumes ??= [{ name: VOLUME }];
    return spec.template.spec.volumes[0];
  },
};

/** @returns the part of a service that a place names */
export function placeOf(service, place) {
  return PLACES[place](service);
}

/** @returns a manifest in YAML; a `volume` has its `mountPath` as well */
export function writeManifest(fragments) {
  const service = {
    apiVersion: 'serving.knative.dev/v1',
    kind: 'Service',
    metadata: { name: 'hello' },
    spec: { template: { metadata: {}, spec: { containerConcurrency: 1, containers: [structuredClone(CONTAINER)] } } },
  };
  for (const [place, yaml] of fragments) {
    const { mountPath, ...fragment } = parse(yaml);
    merge(placeOf(service, place), secure(fragment));
    if (mountPath !== undefined) placeOf(service, 'container').volumeMounts = [{ name: VOLUME, mountPath }];
  }
  return stringify(service);
}

/** Copies the members of `fragment` into `target`, objects member by member, lists as a whole. */
function merge(target, fragment) {
  for (const [key, value] of Object.entries(fragment)) {
    if (isObject(value) && isObject(target[key])) merge(target[key], value);
    else target[key] = value;
  }
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Gives containers of a fragment the security context of the plain service. */
function secure(fragment) {
  for (const list of [fragment.containers, fragment.initContainers]) {
    for (const container of list ?? []) container.securityContext = SECURITY;
  }
  return fragment;
}
