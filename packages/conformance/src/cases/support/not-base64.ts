import type { ActionCode } from '../../manifest/action-code.js';

/** Code that says that it is base64, and is not. */
export const NOT_BASE64: ActionCode = { code: '### this is not base64 ###', binary: true };
