import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Names of this machine: a request for any other was sent here by the DNS of somebody else. */
const LOOPBACK = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/;

const BEARER = /^Bearer (\S+)$/;

/** Where a request has its token: the page in its address, and what the page sends in a header that other sites cannot send. */
export type TokenPlace = 'address' | 'header';

/** Creates an unguessable secret. */
export function createToken(): string {
  return randomBytes(24).toString('base64url');
}

/**
 * Decides whether a request may be answered.
 * @returns why not; undefined if it may
 */
export function refuse(request: IncomingMessage, url: URL, place: TokenPlace, token: string): string | undefined {
  const { host = '', origin, authorization, 'sec-fetch-site': site } = request.headers;
  if (!LOOPBACK.test(host)) {
    return 'This page is only served to this machine: its address begins with http://127.0.0.1, http://[::1] or http://localhost.';
  }
  if (origin !== undefined && origin !== `http://${host}`) {
    return 'Another site must not use this page.';
  }
  // A link to the page may be anywhere, such as in a terminal that is a page itself: it has the token.
  if (place === 'header' && site !== undefined && site !== 'same-origin') {
    return 'Another site must not use this page.';
  }
  const given = place === 'address' ? url.searchParams.get('token') : BEARER.exec(authorization ?? '')?.[1];
  if (!isSame(given ?? '', token)) {
    return 'The token is missing or wrong: open the address that actionrunner dev --ui has printed.';
  }
  return undefined;
}

/** Compares in constant time, so that neither content nor length leaks. */
function isSame(given: string, token: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(token));
}
