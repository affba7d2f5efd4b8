/** Whom processes run as, by number. */
export interface ProcessUser {
  readonly uid: number;
  readonly gid: number;
}
