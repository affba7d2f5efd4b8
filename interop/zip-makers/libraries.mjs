/** Makers that are libraries of Node.js. */
import { library } from '../makers.mjs';

export const LIBRARIES = [
  library(
    'archiver',
    `const { ZipArchive } = await loadModule('archiver');
     const zip = new ZipArchive();
     const done = written(zip.pipe(fs.createWriteStream(archive)));
     zip.directory(project, false);
     await zip.finalize();
     await done;`,
  ),
  library(
    'jszip',
    `const zip = new (load('jszip'))();
     for (const name of names) if (files.includes(name)) zip.file(name, read(name)); else zip.folder(name);
     fs.writeFileSync(archive, await zip.generateAsync({ type: 'nodebuffer' }));`,
  ),
  library(
    'jszip',
    `const zip = new (load('jszip'))();
     for (const name of files) zip.file(name, read(name), { unixPermissions: fs.statSync(path.join(project, name)).mode });
     fs.writeFileSync(archive, await zip.generateAsync({ type: 'nodebuffer', platform: 'UNIX', compression: 'DEFLATE', streamFiles: true }));`,
    { id: 'jszip-unix', name: 'jszip, `platform: UNIX`, `streamFiles`' },
  ),
  library(
    'adm-zip',
    `const zip = new (load('adm-zip'))();
     zip.addLocalFolder(project);
     zip.writeZip(archive);`,
  ),
  library(
    'fflate',
    `const { zipSync } = load('fflate');
     const tree = {};
     for (const name of names) {
       const parts = name.split('/');
       let at = tree;
       for (const part of parts.slice(0, -1)) at = at[part] ??= {};
       at[parts.at(-1)] = files.includes(name) ? read(name) : {};
     }
     fs.writeFileSync(archive, zipSync(tree));`,
  ),
  library(
    'yazl',
    `const zip = new (load('yazl').ZipFile)();
     const done = written(zip.outputStream.pipe(fs.createWriteStream(archive)));
     for (const name of files) zip.addFile(path.join(project, name), name);
     zip.addEmptyDirectory('void');
     zip.end();
     await done;`,
  ),
  library(
    '@zip.js/zip.js',
    `const { ZipWriter, Uint8ArrayWriter, Uint8ArrayReader } = await loadModule('@zip.js/zip.js');
     const zip = new ZipWriter(new Uint8ArrayWriter());
     for (const name of files) await zip.add(name, new Uint8ArrayReader(new Uint8Array(read(name))));
     await zip.add('void/', undefined, { directory: true });
     fs.writeFileSync(archive, await zip.close());`,
    { id: 'zip.js', name: 'zip.js' },
  ),
  library(
    'client-zip',
    `const { makeZip } = await loadModule('client-zip');
     const entries = [...files.map((name) => ({ name, input: read(name), lastModified: new Date(2026, 0, 1) })), { name: 'void/' }];
     const chunks = [];
     for await (const chunk of makeZip(entries)) chunks.push(chunk);
     fs.writeFileSync(archive, Buffer.concat(chunks));`,
  ),
  library('zip-lib', `await load('zip-lib').archiveFolder(project, archive);`),
  library(
    'cross-zip',
    `const zip = await loadModule('cross-zip'); (zip.zipSync ?? zip.default.zipSync)(project + '/', archive);`,
  ),
  library('zip-local', `load('zip-local').sync.zip(project).compress().save(archive);`),
  library(
    'zip-dir',
    `const zipDir = load('zip-dir'); fs.writeFileSync(archive, await (zipDir.default ?? zipDir)(project));`,
  ),
  library(
    'bestzip',
    `process.chdir(project);
     await load('bestzip').nodeZip({ source: fs.readdirSync('.'), destination: archive });`,
    { id: 'bestzip-node', name: 'bestzip `--force=node`' },
  ),
  library(
    'gulp-zip',
    `const { default: zip } = await loadModule('gulp-zip');
     const gulp = load('gulp');
     const done = written(gulp.src('**', { cwd: project, dot: true, encoding: false }).pipe(zip('archive.zip')).pipe(gulp.dest(path.dirname(archive))).on('finish', function () { this.emit('close'); }));
     await done;`,
  ),
  library(
    '7zip-min',
    `const zip = load('7zip-min');
     await zip.cmd(['a', '-tzip', archive, project + '/*']);`,
    { name: '7zip-min (7-Zip of npm)' },
  ),
  library(
    'fflate',
    `const { Zip, ZipDeflate } = load('fflate');
     const chunks = [];
     const zip = new Zip((error, chunk) => { if (error) throw error; chunks.push(chunk); });
     for (const name of files) {
       const entry = new ZipDeflate(name);
       zip.add(entry);
       entry.push(read(name), true);
     }
     zip.end();
     fs.writeFileSync(archive, Buffer.concat(chunks));`,
    { id: 'fflate-stream', name: 'fflate, `Zip`' },
  ),
  library(
    '@zip.js/zip.js',
    `const { ZipWriterStream } = await loadModule('@zip.js/zip.js');
     const zip = new ZipWriterStream();
     const written = new Response(zip.readable).arrayBuffer();
     for (const name of files) await new Response(read(name)).body.pipeTo(zip.writable(name));
     await zip.close();
     fs.writeFileSync(archive, Buffer.from(await written));`,
    { id: 'zip.js-stream', name: 'zip.js, `ZipWriterStream`' },
  ),
  library('compressing', `await load('compressing').zip.compressDir(project, archive, { ignoreBase: true });`),
  library(
    'deterministic-zip',
    `await new Promise((resolve, reject) => load('deterministic-zip')(project, archive, { cwd: project }, (error) => error ? reject(error) : resolve()));`,
  ),
  library('@adobe/aio-lib-runtime', `await load('@adobe/aio-lib-runtime').utils.zip(project, archive);`, {
    id: 'aio-lib-runtime',
    name: '`utils.zip` of aio-lib-runtime',
  }),
  library(
    '@aws-cdk/cdk-assets-lib',
    // The function that packs a folder before it is sent; the package exports only what sends it.
    `const { zipDirectory } = require(path.join(packages, 'node_modules/@aws-cdk/cdk-assets-lib/lib/private/archive.js'));
     await zipDirectory(project, archive, () => {});`,
    { id: 'cdk-assets', name: 'AWS CDK (cdk-assets)' },
  ),
  library(
    'do-not-zip',
    `fs.writeFileSync(archive, load('do-not-zip').toBuffer(files.map((path) => ({ path, data: read(path) }))));`,
  ),
  library(
    'pizzip',
    `const zip = new (load('pizzip'))();
     for (const name of names) if (files.includes(name)) zip.file(name, read(name)); else zip.folder(name);
     fs.writeFileSync(archive, zip.generate({ type: 'nodebuffer', compression: 'DEFLATE' }));`,
  ),
  library(
    'uzip',
    `fs.writeFileSync(archive, Buffer.from(load('uzip').encode(Object.fromEntries(files.map((name) => [name, read(name)])))));`,
  ),
  library(
    '@endo/zip',
    `const { writeZip } = await loadModule('@endo/zip');
     const zip = writeZip();
     for (const name of files) await zip.write(name, new Uint8Array(read(name)));
     fs.writeFileSync(archive, await zip.snapshot());`,
    { id: 'endo-zip', name: '@endo/zip' },
  ),
  library(
    'littlezipper',
    `const { createZip } = await import(path.join(packages, 'node_modules/littlezipper/index.mjs'));
     fs.writeFileSync(archive, await createZip(files.map((path) => ({ path, data: read(path) }))));`,
  ),
  library(
    'archiver-zip-encrypted',
    `const archiver = load('archiver');
     archiver.registerFormat('encrypted', load('archiver-zip-encrypted'));
     const zip = archiver('encrypted', { encryptionMethod: 'aes256', password: 'secret' });
     zip.directory(project, false);
     zip.finalize();
     await pipeline(zip, fs.createWriteStream(archive));`,
  ),
  library(
    'zip-webpack-plugin',
    `const webpack = load('webpack');
     const Plugin = load('zip-webpack-plugin');
     const assets = { apply: (compiler) => compiler.hooks.thisCompilation.tap('x', (compilation) => {
       for (const name of files) compilation.emitAsset(name, new webpack.sources.RawSource(read(name)));
     }) };
     const zip = new Plugin({ path: path.dirname(archive), filename: path.basename(archive) });
     const options = { context: project, mode: 'production', entry: {}, output: { path: path.join(path.dirname(archive), 'dist') }, plugins: [assets, zip] };
     const stats = await new Promise((resolve, reject) => webpack(options, (error, result) => (error ? reject(error) : resolve(result))));
     if (stats.hasErrors()) throw new Error(stats.toString());`,
  ),
  library(
    'crx3',
    `fs.writeFileSync(project + '/manifest.json', JSON.stringify({ manifest_version: 3, name: 'x', version: '1.0' }));
     const home = path.dirname(archive);
     await load('crx3')([project + '/manifest.json'], { keyPath: home + '/key.pem', crxPath: archive });`,
    { name: 'crx3 (an extension of Chrome)' },
  ),
  library(
    'zip-stream',
    `const { default: ZipStream } = await loadModule('zip-stream');
     const zip = new ZipStream();
     const done = pipeline(zip, fs.createWriteStream(archive));
     for (const name of files) await new Promise((resolve, reject) => zip.entry(read(name), { name }, (error) => (error ? reject(error) : resolve())));
     zip.finalize();
     await done;`,
  ),
];
