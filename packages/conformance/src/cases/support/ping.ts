/** Parameters that an echo gives back. */
export const PING = { ping: 'pong' };
