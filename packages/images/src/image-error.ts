/** The code of an {@link ImageError}; it never changes. */
export type ImageErrorCode =
  /** Neither the name or id of an image, nor the path of an archive. */
  | 'ERR_IMAGE_NAME'
  /** No container engine answers. */
  | 'ERR_IMAGE_ENGINE'
  /** The image does not exist here, or cannot be read. */
  | 'ERR_IMAGE_READ'
  /** A container of the image did not start, answer or stop as it should. */
  | 'ERR_IMAGE_CONTAINER';

/**
 * Why a container gave no answer, as the platform distinguishes it: it exited, it was killed because its memory was exhausted, it took too long,
 * or its image has no command that can be started.
 */
export type Unanswered = 'exited' | 'memory' | 'time' | 'unstarted';

/**
 * The error class of this package: a stable `code`, and one line for the user as its `message`.
 *
 * @example
 * ```js
 * import { ImageError, inspectImage, PROFILES } from '@actionrunner/images';
 *
 * try {
 *   await inspectImage({ subject: './missing.tar', profiles: PROFILES, run: false, docker: undefined });
 * } catch (error) {
 *   console.log(error instanceof ImageError && error.code); // ERR_IMAGE_READ
 * }
 * ```
 */
export class ImageError extends Error {
  override readonly name = 'ImageError';
  readonly code: ImageErrorCode;
  /** Why a request has no answer; undefined if that is not the fault of the image or its action. */
  readonly unanswered: Unanswered | undefined;

  constructor(
    code: ImageErrorCode,
    message: string,
    options?: ErrorOptions & { readonly unanswered?: Unanswered | undefined },
  ) {
    super(message, options);
    this.code = code;
    this.unanswered = options?.unanswered;
  }
}
