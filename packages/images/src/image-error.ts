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

  constructor(code: ImageErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
