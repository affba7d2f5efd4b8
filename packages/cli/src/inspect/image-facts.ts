/** What an image says about itself, whoever told it. */
export interface ImageFacts {
  /** The name it was asked for by, or the one in the archive. */
  readonly name: string | undefined;
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
  /** The instructions that it was built by, as far as they are known. */
  readonly history: readonly string[];
}

/** The configuration of an image. Engines write null for what is not set. */
interface ImageConfig {
  readonly User?: string | null;
  readonly Entrypoint?: readonly string[] | null;
  readonly Cmd?: readonly string[] | null;
  readonly Env?: readonly string[] | null;
  readonly ExposedPorts?: Readonly<Record<string, unknown>> | null;
  readonly Healthcheck?: HealthCheck | null;
  readonly Labels?: Readonly<Record<string, string>> | null;
  readonly WorkingDir?: string | null;
  readonly StopSignal?: string | null;
}

interface HealthCheck {
  readonly Test?: readonly string[] | null;
}

/** An entry of `docker image inspect` or `podman image inspect`. */
export interface InspectedImage {
  readonly Config?: ImageConfig | null;
  /** Podman has it here, by one name or the other. */
  readonly Healthcheck?: HealthCheck | null;
  readonly HealthCheck?: HealthCheck | null;
  readonly Os?: string;
  readonly Architecture?: string;
  readonly Size?: number;
  readonly RootFS?: { readonly Layers?: readonly string[] | null } | null;
}

/** The configuration file of an image in an archive. */
export interface ArchivedConfig {
  readonly config?: ImageConfig | null;
  readonly os?: string;
  readonly architecture?: string;
  readonly rootfs?: { readonly diff_ids?: readonly string[] | null } | null;
  readonly history?: readonly { readonly created_by?: string }[] | null;
}

/** The facts of what an engine tells of an image. */
export function factsOfInspected(name: string, image: InspectedImage, history: readonly string[]): ImageFacts {
  const healthCheck = image.Config?.Healthcheck ?? image.Healthcheck ?? image.HealthCheck;
  return {
    ...factsOfConfig({ ...image.Config, Healthcheck: healthCheck ?? null }),
    name,
    os: image.Os ?? '',
    architecture: image.Architecture ?? '',
    bytes: image.Size,
    layers: image.RootFS?.Layers?.length ?? 0,
    history,
  };
}

/** The facts of an image in an archive. */
export function factsOfArchived(name: string | undefined, image: ArchivedConfig, bytes: number): ImageFacts {
  return {
    ...factsOfConfig(image.config ?? {}),
    name,
    os: image.os ?? '',
    architecture: image.architecture ?? '',
    bytes,
    layers: image.rootfs?.diff_ids?.length ?? 0,
    history: (image.history ?? []).map(({ created_by = '' }) => created_by),
  };
}

function factsOfConfig(config: ImageConfig) {
  return {
    user: config.User ?? '',
    entrypoint: config.Entrypoint ?? [],
    command: config.Cmd ?? [],
    environment: config.Env ?? [],
    ports: Object.keys(config.ExposedPorts ?? {}),
    healthCheck: config.Healthcheck?.Test ?? [],
    labels: config.Labels ?? {},
    workingDirectory: config.WorkingDir ?? '',
    stopSignal: config.StopSignal ?? '',
  };
}
