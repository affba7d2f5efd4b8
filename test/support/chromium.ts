import * as fs from 'node:fs';
import * as path from 'node:path';
import { chromium } from 'playwright-core';

const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Finds a Chromium: that of the variable CHROMIUM, one on the PATH, or one that playwright has installed. */
export function findChromium(): string | undefined {
  const { CHROMIUM, PATH = '' } = process.env;
  if (CHROMIUM) return CHROMIUM;
  const folders = PATH.split(path.delimiter);
  const found = PROGRAMS.flatMap((program) => folders.map((folder) => path.join(folder, program)));
  return [...found, chromium.executablePath()].find((file) => fs.existsSync(file));
}
