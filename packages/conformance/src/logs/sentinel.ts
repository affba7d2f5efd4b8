/** The line that ends the logs of an activation on each stream, as the platform defines it. */
export const SENTINEL = 'XXX_THE_END_OF_A_WHISK_ACTIVATION_XXX';
