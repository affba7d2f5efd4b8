#!/usr/bin/env bash
# Guess: Debian 12's package php-pclzip works with Debian 12's PHP 8.2.
# What happens: no archive can be made or read. PclZip 2.8.2 names its constructor as its class, which PHP 8 no longer calls: the name of the
# archive stays empty. create() throws "Path cannot be empty"; listContent() returns 0, and errorInfo() says "Missing archive file ''".
# Why it matters: the package installs, `php -l` is content, and the message is one that one gets for a wrong path: one looks for the mistake
# in the archive. Calling `$archive->PclZip($name)` once more mends it.
set -euo pipefail
for tool in php apt-get dpkg zip; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ apt-get download 'php-pclzip=2.8.2-5' >/dev/null 2>&1 && dpkg -x php-pclzip_*.deb root; } ||
  { echo 'The package could not be installed (Debian 12, after apt-get update).' >&2; exit 2; }
echo hello >file.txt
zip -q good.zip file.txt
cat >use.php <<'PHP'
<?php
error_reporting(0);
require 'root/usr/share/php/pclzip.lib.php';
$archive = new PclZip('good.zip');
echo 'name of the archive: ', json_encode($archive->zipname), "\n";
try { echo 'list: ', json_encode($archive->listContent()), ', ', $archive->errorInfo(), "\n"; } catch (Error $e) { echo 'list: ', $e->getMessage(), "\n"; }
try { $made = (new PclZip('new.zip'))->create(['file.txt']); echo 'create: ', json_encode($made), "\n"; } catch (Error $e) { echo 'create: ', $e->getMessage(), "\n"; }
$archive->PclZip('good.zip');
echo 'list, after $archive->PclZip(…): ', count($archive->listContent()), " file\n";
PHP
seen=$(php use.php)
php --version | sed -n 1p
echo 'php-pclzip 2.8.2-5'
echo "$seen"
[ "$seen" = "name of the archive: \"\"
list: 0, Missing archive file '' [code -4]
create: Path cannot be empty
list, after \$archive->PclZip(…): 1 file" ] || { echo 'This has changed.' >&2; exit 1; }
