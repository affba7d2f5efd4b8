#!/usr/bin/env bash
# Runs a command where /dev/log and /usr/local/lib/storlets can be made without a trace on the machine: Storlets has these paths in its
# source. Needs a mount namespace of its own. The first argument is a folder with `lib`, which is shown in /usr/local/lib.
set -euo pipefail
work=$1
shift
mount -t overlay overlay -o "lowerdir=$work/lib:/usr/local/lib" /usr/local/lib
# Not a part of the overlay, as files are added to it later.
mount --bind "$work/lib/storlets" /usr/local/lib/storlets
mkdir "$work/dev"
mount -t tmpfs -o mode=755 tmpfs "$work/dev"
for file in /dev/*; do
  copy=$work/dev/${file##*/}
  if [[ -L $file ]]; then
    cp -P "$file" "$copy"
  elif [[ -d $file ]]; then
    mkdir "$copy"
    mount --rbind "$file" "$copy"
  elif [[ -c $file ]]; then
    touch "$copy"
    mount --bind "$file" "$copy"
  fi
done
mount --move "$work/dev" /dev
exec "$@"
