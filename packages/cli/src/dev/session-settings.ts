import type { Settings } from '@actionrunner/workbench';
import { LOGS_LIMIT_MB } from '../invoke/place.js';
import type { DevOptions } from './dev-options.js';

/** The limit of an activation whose deadline is off: a day. */
const NO_DEADLINE_MS = 86_400_000;

const BYTES_PER_MB = 1024 * 1024;

/** The settings that a session begins with. */
export function settingsOf({ timeoutMs, image, logsMb = LOGS_LIMIT_MB, init }: DevOptions): Settings {
  const memoryMb = image ? image.memoryBytes / BYTES_PER_MB : null;
  return { timeoutMs, hasDeadline: true, memoryMb, logsMb: image ? null : logsMb, env: init.env ?? {} };
}

/** Settings as they apply to what a session runs: memory is limited in a container only, and logs anywhere else. */
export function fitSettings(settings: Settings, options: DevOptions): Settings {
  const { memoryMb, logsMb } = settingsOf(options);
  return {
    ...settings,
    memoryMb: memoryMb && (settings.memoryMb ?? memoryMb),
    logsMb: logsMb && (settings.logsMb ?? logsMb),
  };
}

/** The time limit of an init and of an activation, each, in milliseconds. */
export function timeLimitOf({ timeoutMs, hasDeadline }: Settings): number {
  return hasDeadline ? timeoutMs : NO_DEADLINE_MS;
}

/** What a session runs, with the limits of its settings. */
export function applySettings(options: DevOptions, settings: Settings): DevOptions {
  const { image } = options;
  const { memoryMb, logsMb } = settings;
  return {
    ...options,
    image: image && memoryMb !== null ? { ...image, memoryBytes: memoryMb * BYTES_PER_MB } : image,
    timeoutMs: timeLimitOf(settings),
    logsMb: logsMb ?? undefined,
  };
}
