/** Types whose content is always bytes. */
const MEDIA = /^(?:image|audio|video|font)\//;

/** Types of text, besides those with a charset. Of the others OpenWhisk's controller (`WebActions.scala`) decodes the body as base64. */
const TEXT =
  /^(?:text\/|multipart\/|message\/)|\+(?:xml|yaml)$|^application\/(?:xml|xml-dtd|x-?www-form-urlencoded|(?:x-)?(?:javascript|ecmascript|ndjson|yaml|toml|sh|latex|tex)|json-seq|graphql|sql)$/;

const JSON_FAMILY = /^application\/json$|\+json$/;

/** What the body of a result is, if it is a string. */
export type BodyKind = 'text' | 'json' | 'bytes' | 'svg';

/**
 * Decides by the content type how a string is to be sent: as it is, or decoded from base64.
 * @param contentType that of the result; a text if it has none
 */
export function findBodyKind(contentType: string): BodyKind {
  const type = (contentType.split(';', 1)[0] as string).trim().toLowerCase();
  if (type === 'image/svg+xml') {
    return 'svg';
  }
  if (MEDIA.test(type)) {
    return 'bytes';
  }
  if (JSON_FAMILY.test(type)) {
    return 'json';
  }
  const isText = !type.includes('/') || TEXT.test(type) || /;\s*charset\s*=/i.test(contentType);
  return isText ? 'text' : 'bytes';
}

/**
 * Decodes a string for a body of this kind. JSON is decoded if it is base64 and not JSON, an SVG unless it begins with `<`.
 * @returns undefined if it must be base64, but is not
 */
export function decodeBody(text: string, kind: BodyKind): Buffer | undefined {
  const isAsItIs = kind === 'text' || (kind === 'svg' && /^\s*</.test(text)) || (kind === 'json' && isJson(text));
  return isAsItIs ? Buffer.from(text) : (decodeBase64(text) ?? (kind === 'json' ? Buffer.from(text) : undefined));
}

/** Accepts both alphabets, white space, and digits without padding. */
function decodeBase64(text: string): Buffer | undefined {
  const digits = text.replace(/\s+/g, '').replace(/={1,2}$/, '');
  return /[^\w+/-]/.test(digits) || digits.length % 4 === 1 ? undefined : Buffer.from(digits, 'base64');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
