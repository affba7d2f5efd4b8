/** The code of an {@link ImageError}; it never changes. */
export type ImageErrorCode =
  /** No name or id of an image, nor the path of an archive. */
  | 'ERR_IMAGE_NAME'
  /** No engine answers. */
  | 'ERR_IMAGE_ENGINE'
  /** The image is not there, or cannot be read. */
  | 'ERR_IMAGE_READ'
  /** A container of the image did not do what was asked of it. */
  | 'ERR_IMAGE_CONTAINER';

/** Everything that this package throws on purpose. The message is one line for the user. */
export class ImageError extends Error {
  override readonly name = 'ImageError';
  readonly code: ImageErrorCode;

  constructor(code: ImageErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
