/** The code of a sample action, as an init message has it. */
export interface ActionCode {
  readonly code: string;
  readonly main?: string;
  readonly binary?: boolean;
}
