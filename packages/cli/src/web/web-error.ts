/** A request that is answered without the action, or a result that cannot be sent: a status and a text. */
export class WebError extends Error {
  override readonly name = 'WebError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}
