#!/usr/bin/env bash
# Guess: `pack` of npm's rivals writes the same modes as npm: 0755 for what is executable, 0644 for the rest.
# What happens: pnpm and Yarn 4 write 0644 for every file that `bin` of package.json does not name. npm, Yarn 1 and Bun
# keep the bit. The same holds for links: both Yarns pack them, the others leave them out.
# Why it matters: a script that a package starts by its path (a hook, a wrapper, a binary of a platform) works when it was
# published with npm, and is "permission denied" when the project moved to pnpm or Yarn.
set -euo pipefail
for tool in node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
for package in npm@11.19.1 pnpm@10.34.9 yarn@1.22.22 @yarnpkg/cli-dist@4.18.1 bun@1.4.4; do
  npm install --prefix "tool/${package%@*}" --no-save --no-audit --no-fund --silent "$package" ||
    { echo 'The packages could not be installed.' >&2; exit 2; }
done
export HOME=$dir YARN_ENABLE_TELEMETRY=0

mkdir source
printf '{"name":"x","version":"1.0.0","bin":"cli.js"}' >source/package.json
touch source/yarn.lock
printf '#!/usr/bin/env node\n' >source/cli.js
printf '#!/bin/sh\n' >source/hook.sh
chmod 755 source/cli.js source/hook.sh
ln -s hook.sh source/link
pack() { # NAME PROGRAM ARGUMENT...: packs into the folder NAME, and prints the modes
  mkdir "$1"
  (cd source && "../tool/$2" "${@:3}" >../pack.log 2>&1) || { cat pack.log >&2; exit 2; }
  python3 - "$1" <<'PY'
import glob, sys, tarfile
members = {member.name.removeprefix("package/"): member for member in tarfile.open(glob.glob(sys.argv[1] + "/*.tgz")[0])}
print(f"{sys.argv[1]}:", *(f"{members[name].mode:o}" for name in ("cli.js", "hook.sh")), "link" if "link" in members else "no link")
PY
}
seen=$(
  pack npm npm/node_modules/.bin/npm pack --pack-destination ../npm
  pack pnpm pnpm/node_modules/.bin/pnpm pack --pack-destination ../pnpm
  pack yarn1 yarn/node_modules/.bin/yarn pack --filename ../yarn1/x.tgz
  pack yarn4 @yarnpkg/cli-dist/node_modules/.bin/yarn pack --out ../yarn4/x.tgz
  pack bun bun/node_modules/.bin/bun pm pack --destination ../bun
)
echo 'npm 11.19.1, pnpm 10.34.9, yarn 1.22.22, @yarnpkg/cli-dist 4.18.1, bun 1.4.4'
echo "$seen"
[ "$seen" = 'npm: 755 755 no link
pnpm: 755 644 no link
yarn1: 755 755 link
yarn4: 755 644 link
bun: 755 755 no link' ] || { echo 'This has changed.' >&2; exit 1; }
