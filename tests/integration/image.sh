#!/usr/bin/env bash
# image.sh ROOT: builds the image of deploy/containers/Containerfile without an engine and runs what is
# in it. ROOT is a root that debootstrap made (--variant=minbase bookworm), which takes the place of the
# base image. Needs to be root, Debian's buildah and redis-server, and a network; takes ten minutes.
#
# As buildah's isolation is a chroot, neither the read-only root filesystem nor the health check of an
# engine is tried.
set -euo pipefail
root=$1
cd "$(dirname "$0")/../.."
work=$(mktemp -d /var/tmp/readcount-image-XXXXXX)
redis=
end() {
  if [ -n "$redis" ]; then kill "$redis"; wait "$redis" || true; fi
  store rm --all >/dev/null
  store rmi --all --force >/dev/null
  umount "$work/store/overlay" 2>/dev/null || true
  rm -rf "$work"
}
store() { buildah --root "$work/store" --runroot "$work/run" --storage-driver overlay "$@"; }
trap end EXIT

base=$(store from scratch)
tar -C "$root" --one-file-system -cf "$work/base.tar" .
store add --quiet "$base" "$work/base.tar" / >/dev/null
store config --env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$base"
store commit --quiet --rm "$base" docker.io/library/debian:bookworm-slim >/dev/null
store bud --isolation chroot --format docker --pull-never -t readcount:test \
  --build-arg SOURCE_DATE_EPOCH="$(git log -1 --format=%ct)" -f deploy/containers/Containerfile .

port=$((20000 + RANDOM % 10000))
redis-server --port $port --bind 127.0.0.1 --dir "$work" --save "" --appendonly no >"$work/redis.log" &
redis=$!
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
