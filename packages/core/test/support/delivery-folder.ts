import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEachTest } from '../../../../test/support/clean-up.js';
import { buildZip, type ZipEntry } from '../../../../test/support/zip-builder.js';
import { Delivery } from '../../src/delivery/delivery.js';
import { makeSandbox, readTree } from './tree.js';

export const LIMITS = { maxEntries: 10_000, maxBytes: 10_000_000 };

/** An action directory with files of the image, and deliveries to it. */
export class DeliveryFolder {
  readonly path: string;
  readonly delivery: Delivery;
  /** The folder around it. */
  readonly outside: string;

  constructor(path: string) {
    this.path = path;
    this.delivery = new Delivery(path);
    this.outside = dirname(path);
  }

  /** Puts a file of the image in place. */
  image(path: string, text: string, mode = 0o644): void {
    const file = join(this.path, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    chmodSync(file, mode);
  }

  archive(entries: readonly ZipEntry[], executable = 'exec'): Promise<void> {
    return this.delivery.deliverArchive(buildZip(entries), executable, { limits: LIMITS });
  }

  tree(): Record<string, string> {
    return readTree(this.path);
  }

  /** The folders that keep the image's files. */
  kept(): string[] {
    return readdirSync(this.path).filter((name) => name.startsWith('.actionrunner-'));
  }

  /** All but the folders that keep the image's files. */
  visible(): Record<string, string> {
    return Object.fromEntries(Object.entries(this.tree()).filter(([path]) => !path.startsWith('.actionrunner-')));
  }
}

/** One for each test. */
export const setUpDelivery = (): DeliveryFolder => beforeEachTest(() => new DeliveryFolder(makeSandbox().directory));
