import { readFileSync } from 'node:fs';

/** What the page loads, by path. */
export const ASSETS: Readonly<Record<string, { readonly file: string; readonly type: string }>> = {
  '/app.js': { file: 'app.js', type: 'text/javascript; charset=utf-8' },
  '/app.css': { file: 'app.css', type: 'text/css; charset=utf-8' },
  '/icon.svg': { file: 'icon.svg', type: 'image/svg+xml' },
};

/** Reads an asset, which the package's build has made. */
export function readAsset(file: string): Buffer {
  return readFileSync(new URL(`../../assets/${file}`, import.meta.url));
}

/** What the page may load: only its own script and style. The editor adds a style sheet, which has the nonce. */
export function describePolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    // While text is typed over a selection, Chromium itself adds style attributes to what is edited.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}

/** The page, without anything that is in it. */
export function formatPage(title: string, token: string, nonce: string): string {
  const query = `?token=${token}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)} – actionrunner dev</title>
<link rel="icon" href="/icon.svg${query}">
<link rel="stylesheet" href="/app.css${query}">
<script type="module" src="/app.js${query}" nonce="${nonce}"></script>
</head>
<body><noscript>This page needs JavaScript.</noscript></body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
