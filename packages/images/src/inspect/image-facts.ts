import * as z from 'zod/mini';

/** What an image declares, from an engine or an archive. */
export interface ImageFacts {
  /** The name that was asked for, or the one in the archive. */
  readonly name: string | undefined;
  /** All names, of which an archive may have several; `:tag` for a tag without a name. */
  readonly names: readonly string[];
  /** The platforms of an archive with several, as `os/architecture`; the facts are those of one. */
  readonly platforms: readonly string[];
  readonly user: string;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  /** `NAME=value` lines. */
  readonly environment: readonly string[];
  readonly ports: readonly string[];
  readonly healthCheck: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly workingDirectory: string;
  readonly stopSignal: string;
  readonly os: string;
  readonly architecture: string;
  readonly bytes: number | undefined;
  readonly layers: number;
  /** The instructions of its build, as far as they are known. */
  readonly history: readonly string[];
}

type Maybe<T> = T | null | undefined;

/** The configuration of an image. Engines write null for what is not set. */
interface ImageConfig {
  readonly User?: Maybe<string>;
  readonly Entrypoint?: Maybe<readonly string[]>;
  readonly Cmd?: Maybe<readonly string[]>;
  readonly Env?: Maybe<readonly string[]>;
  readonly ExposedPorts?: Maybe<Readonly<Record<string, unknown>>>;
  readonly Healthcheck?: Maybe<HealthCheck>;
  readonly Labels?: Maybe<Readonly<Record<string, string>>>;
  readonly WorkingDir?: Maybe<string>;
  readonly StopSignal?: Maybe<string>;
}

interface HealthCheck {
  readonly Test?: Maybe<readonly string[]>;
}

/** An entry of `docker image inspect` or `podman image inspect`. */
export interface InspectedImage {
  readonly Config?: Maybe<ImageConfig>;
  /** Podman has it here, under one name or the other. */
  readonly Healthcheck?: Maybe<HealthCheck>;
  readonly HealthCheck?: Maybe<HealthCheck>;
  readonly Os?: Maybe<string>;
  readonly Architecture?: Maybe<string>;
  readonly Size?: Maybe<number>;
  readonly RootFS?: Maybe<{ readonly Layers?: Maybe<readonly string[]> }>;
}

/** The configuration file of an image in an archive. */
export interface ArchivedConfig {
  readonly config?: Maybe<ImageConfig>;
  readonly os?: Maybe<string>;
  readonly architecture?: Maybe<string>;
  readonly rootfs?: Maybe<{ readonly diff_ids?: Maybe<readonly string[]> }>;
  readonly history?: Maybe<readonly { readonly created_by?: Maybe<string> }[]>;
}

const text = z.nullish(z.string());
const texts = z.nullish(z.array(z.string()));
const healthCheck: z.ZodMiniType<Maybe<HealthCheck>> = z.nullish(z.object({ Test: texts }));
const imageConfig: z.ZodMiniType<ImageConfig> = z.object({
  User: text,
  Entrypoint: texts,
  Cmd: texts,
  Env: texts,
  ExposedPorts: z.nullish(z.record(z.string(), z.unknown())),
  Healthcheck: healthCheck,
  Labels: z.nullish(z.record(z.string(), z.string())),
  WorkingDir: text,
  StopSignal: text,
});

/** The schema of an engine's answer. */
export const inspectedImage: z.ZodMiniType<InspectedImage> = z.object({
  Config: z.nullish(imageConfig),
  Healthcheck: healthCheck,
  HealthCheck: healthCheck,
  Os: text,
  Architecture: text,
  Size: z.nullish(z.number()),
  RootFS: z.nullish(z.object({ Layers: texts })),
});

/** The schema of a configuration file in an archive. */
export const archivedConfig: z.ZodMiniType<ArchivedConfig> = z.object({
  config: z.nullish(imageConfig),
  os: text,
  architecture: text,
  rootfs: z.nullish(z.object({ diff_ids: texts })),
  history: z.nullish(z.array(z.object({ created_by: text }))),
});

/** Turns an engine's answer into facts. */
export function toInspectedFacts(name: string, image: InspectedImage, history: readonly string[]): ImageFacts {
  const healthCheck = image.Config?.Healthcheck ?? image.Healthcheck ?? image.HealthCheck;
  return {
    ...toConfigFacts({ ...image.Config, Healthcheck: healthCheck ?? null }),
    name,
    names: [name],
    platforms: [],
    os: image.Os ?? '',
    architecture: image.Architecture ?? '',
    bytes: image.Size ?? undefined,
    layers: image.RootFS?.Layers?.length ?? 0,
    history,
  };
}

/** Turns the configuration file of an archive, and what else the archive says, into facts. */
export function toArchivedFacts(
  archive: Pick<ImageFacts, 'names' | 'platforms' | 'bytes'>,
  image: ArchivedConfig,
): ImageFacts {
  return {
    ...toConfigFacts(image.config ?? {}),
    ...archive,
    name: archive.names.find((name) => !name.startsWith(':')),
    os: image.os ?? '',
    architecture: image.architecture ?? '',
    layers: image.rootfs?.diff_ids?.length ?? 0,
    history: (image.history ?? []).map(({ created_by }) => created_by ?? ''),
  };
}

function toConfigFacts(config: ImageConfig) {
  return {
    user: config.User ?? '',
    entrypoint: config.Entrypoint ?? [],
    command: config.Cmd ?? [],
    environment: config.Env ?? [],
    ports: Object.keys(config.ExposedPorts ?? {}).map(completePort),
    healthCheck: config.Healthcheck?.Test ?? [],
    labels: config.Labels ?? {},
    workingDirectory: config.WorkingDir ?? '',
    stopSignal: config.StopSignal ?? '',
  };
}

/** The protocol may be left out, and is then TCP. */
function completePort(port: string): string {
  return port.includes('/') ? port.toLowerCase() : `${port}/tcp`;
}
