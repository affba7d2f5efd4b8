/** The code of a sample action, as an init message has it. */
export interface ActionCode {
  /** Source text, or base64 if `binary`. */
  readonly code: string;
  /** The entry point. Default `main`. */
  readonly main?: string;
  /** Whether `code` is the base64 of an archive. Default false. */
  readonly binary?: boolean;
}
