/** How much an archive may unpack to. */
export interface ArchiveLimits {
  /** Most entries an archive may list; the directories its paths imply have an allowance of the same size. */
  readonly maxEntries: number;
  /** Most bytes all its entries may have together when unpacked. */
  readonly maxBytes: number;
}
