/**
 * Writes what each package exports to `packages/NAME/api.txt`, from the built declarations, so that a change of the public surface shows in
 * review. `--check` compares only, and exits with 1 where they differ.
 */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { CompilerState, Extractor, ExtractorConfig } from '@microsoft/api-extractor';

const ROOT = path.resolve(import.meta.dirname, '..');
const PACKAGES = ['core', 'http', 'runners', 'images', 'conformance', 'workbench'];
const COMPILER_OPTIONS = {
  target: 'ES2022',
  lib: ['ES2023'],
  module: 'NodeNext',
  moduleResolution: 'NodeNext',
  types: ['node'],
  strict: true,
  skipLibCheck: true,
};

const check = process.argv.includes('--check');
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'actionrunner-api-'));
try {
  const configs = PACKAGES.map(configure);
  // One program with all of them: each would read the types of Node.js and of the other packages again.
  const additionalEntryPoints = configs.map(({ mainEntryPointFilePath }) => mainEntryPointFilePath);
  const compilerState = CompilerState.create(configs[0], { additionalEntryPoints });
  for (const [index, name] of PACKAGES.entries()) {
    const report = describe(name, configs[index], compilerState);
    const file = path.join(ROOT, 'packages', name, 'api.txt');
    if (!check) {
      fs.writeFileSync(file, report);
    } else if (!fs.existsSync(file) || fs.readFileSync(file, 'utf8') !== report) {
      console.error(
        `packages/${name}/api.txt is not what the package exports: \`npm run api\` writes it; review the change.`,
      );
      process.exitCode = 1;
    }
  }
} finally {
  fs.rmSync(scratch, { recursive: true, force: true });
}

/** @returns {ExtractorConfig} what is asked about a package */
function configure(name) {
  const folder = path.join(ROOT, 'packages', name);
  const entry = path.join(folder, 'dist/index.d.ts');
  const silent = { default: { logLevel: 'none' } };
  return ExtractorConfig.prepare({
    configObject: {
      projectFolder: folder,
      mainEntryPointFilePath: entry,
      newlineKind: 'lf',
      compiler: { overrideTsconfig: { compilerOptions: COMPILER_OPTIONS, include: [entry] } },
      apiReport: {
        enabled: true,
        reportFileName: name,
        reportFolder: scratch,
        reportTempFolder: path.join(scratch, 'now'),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        extractorMessageReporting: { ...silent, 'ae-forgotten-export': { logLevel: 'none', addToApiReportFile: true } },
        tsdocMessageReporting: silent,
        compilerMessageReporting: { default: { logLevel: 'error' } },
      },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: path.join(folder, 'package.json'),
  });
}

/** @returns {string} the report of a package */
function describe(name, config, compilerState) {
  const { errorCount } = Extractor.invoke(config, {
    localBuild: true,
    compilerState,
    messageCallback: (message) => {
      message.handled = message.logLevel !== 'error';
    },
  });
  if (errorCount > 0) throw new Error(`The declarations of packages/${name} have errors.`);
  return fs.readFileSync(path.join(scratch, `${name}.api.md`), 'utf8');
}
