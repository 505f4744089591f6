#!/usr/bin/env bash
# image.sh ROOT [CONTAINERFILE]: builds the image of deploy/containers/Containerfile without an engine,
# and runs what is in it. ROOT is a root that debootstrap made (--variant=minbase bookworm), which takes
# the place of the base image. Needs to be root, Debian's buildah and redis-server, and a network; takes
# as long as a whole build. Nothing stays behind.
#
# As buildah's isolation is a chroot, neither the read-only root filesystem nor the health check of an
# engine is tried.
set -euo pipefail
if [ -z "${WORK:-}" ]; then
  WORK=$(mktemp -d /var/tmp/readcount-image-XXXXXX)
  export WORK
  trap 'rm -rf "$WORK"' EXIT
  # All that is mounted or left running is in namespaces that end with this.
  TMPDIR=$WORK unshare --fork --kill-child=KILL --pid --mount-proc "$0" "$@"
  exit
fi

root=$1 file=${2:-deploy/containers/Containerfile}
cd "$(dirname "$0")/../.."
store() { buildah --root "$WORK/store" --runroot "$WORK/run" --storage-driver overlay "$@"; }

tar -C "$root" --one-file-system -cf "$WORK/base.tar" .
base=$(store from scratch)
store add --quiet "$base" "$WORK/base.tar" / >/dev/null
store config --env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$base"
store commit --quiet --rm "$base" docker.io/library/debian:bookworm-slim >/dev/null
store bud --isolation chroot --format docker --pull-never -t readcount:test \
  --build-arg SOURCE_DATE_EPOCH="$(git log -1 --format=%ct)" -f "$file" .

port=$((20000 + RANDOM % 10000))
redis-server --port $port --bind 127.0.0.1 --dir "$WORK" --save "" --appendonly no >"$WORK/redis.log" &
container=$(store from --pull-never readcount:test)
store run --isolation chroot "$container" -- bash -euc '
  [ "$(id -u)" = 8228 ]
  ! command -v redis-server curl g++
  readcountd --redis redis://127.0.0.1:'$port'/0 --listen 127.0.0.1:'$((port + 1))' --admin-listen 127.0.0.1:'$((port + 2))' &
  export READCOUNT_SERVER=http://127.0.0.1:'$((port + 2))'
  for _ in $(seq 100); do readcount ready 2>/dev/null && break; sleep 0.1; done
  readcount ping http://localhost/a
  [ "$(readcount --output plain count http://localhost/a)" = 1 ]
  kill -TERM $!
  wait $!
  echo "The image counts."'
