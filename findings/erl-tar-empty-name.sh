#!/usr/bin/env bash
# Guess: Erlang's erl_tar writes a file with a non-ASCII name so that every reader of pax archives finds it, and readers
# without pax see some substitute for the name, as other makers have it.
# What happens: the name is in the pax header only, and the name in the file's own header is empty. Readers that take a
# header that begins with NUL for the end stop there: npm's nanotar lists nothing and reports no error, Perl's
# Archive::Tar opens no archive ("No data could be read"). GNU tar, Python and npm's tar read both files.
# Why it matters: one file with an umlaut hides all files behind it, and the reader may not even fail.
set -euo pipefail
for tool in node npm python3 perl tar apt-get dpkg; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent nanotar@0.3.0 tar@7.5.23 &&
  apt-get download 'erlang-base=1:25.2.3*' >/dev/null 2>&1 && dpkg -x erlang-base_*.deb root; } ||
  { echo 'The packages could not be installed (Debian 12, after apt-get update).' >&2; exit 2; }

export LC_ALL=C.UTF-8 ROOTDIR=$dir/root/usr/lib/erlang EMU=beam PROGNAME=erl
BINDIR=$(echo "$ROOTDIR"/erts-*/bin)
export BINDIR
echo one >größe.txt
echo two >two.txt
"$BINDIR/erlexec" -noshell +fnu -eval 'ok = erl_tar:create("x.tar", [unicode:characters_to_list(<<"größe.txt"/utf8>>), "two.txt"]), halt().' ||
  { echo 'Erlang does not run.' >&2; exit 2; }
cat >read.mjs <<'JS'
import { readFileSync } from 'node:fs';
import { parseTar } from 'nanotar';
import { t as list } from 'tar';
const names = [];
list({ file: 'x.tar', sync: true, onReadEntry: ({ path }) => names.push(path) });
console.log('tar (npm):', names.join(' '));
console.log('nanotar:', parseTar(readFileSync('x.tar')).length, 'files');
JS
seen="GNU tar: $(tar -tf x.tar | tr '\n' ' ')
Python: $(python3 -c 'import tarfile; print(*tarfile.open("x.tar").getnames())')
$(node read.mjs)
Archive::Tar: $(perl -MArchive::Tar -e 'my $tar = Archive::Tar->new("x.tar"); print $tar ? join(" ", $tar->list_files) : "no archive"' 2>/dev/null)"
echo "erlang-base 25.2.3, nanotar 0.3.0, tar 7.5.23, Archive::Tar $(perl -MArchive::Tar -e 'print Archive::Tar->VERSION')"
echo "$seen"
[ "$(echo "$seen" | sed 's/ *$//')" = 'GNU tar: größe.txt two.txt
Python: größe.txt two.txt
tar (npm): größe.txt two.txt
nanotar: 0 files
Archive::Tar: no archive' ] || { echo 'This has changed.' >&2; exit 1; }
