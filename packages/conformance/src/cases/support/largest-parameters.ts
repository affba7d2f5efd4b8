/** The parameters of the largest message that the public test kit sends, in bytes. */
export const LARGEST_PARAMETERS = 1_048_561;
