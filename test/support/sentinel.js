// @ts-check
/** What both log streams have at the end of an activation, as the platform knows it: not taken from the code under test. */
export const SENTINEL = 'XXX_THE_END_OF_A_WHISK_ACTIVATION_XXX';
