/** A limit that a user sets, a whole number. */
export interface Limit {
  /** Its name in messages, with its unit. */
  readonly label: string;
  readonly min: number;
  readonly max: number;
}

/** The limits of the settings. Timers can have no longer one, and containers no smaller memory. */
export const LIMITS: Readonly<Record<'timeoutMs' | 'memoryMb' | 'logsMb', Limit>> = {
  timeoutMs: { label: 'The time limit in milliseconds', min: 1, max: 2_147_483_647 },
  memoryMb: { label: 'The memory in megabytes', min: 6, max: 1_048_576 },
  logsMb: { label: 'The limit of logs in megabytes', min: 1, max: 1_024 },
};
