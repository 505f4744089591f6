#!/usr/bin/env bash
# From a fresh checkout to a running readcountd: installs what is missing from Debian's packages,
# builds, starts the daemon with a private Redis, says where the demo article is.
#
# Run it again whenever you like: it builds what has changed and starts the daemon again only then.
# Settings of the daemon are passed on from the environment, for example
#   READCOUNT_LISTEN=:8300 READCOUNT_ADMIN_LISTEN=127.0.0.1:9300 deploy/quickstart.sh
# The counts are in $READCOUNT_STATE_DIR (default ~/.local/state/readcount).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=deploy/packages.sh
source deploy/packages.sh

step="looking around"
trap 'echo "quickstart: failed while $step; what went wrong stands above." >&2' ERR

state_dir=${READCOUNT_STATE_DIR:-${XDG_STATE_HOME:-$HOME/.local/state}/readcount}
log=$state_dir/readcountd.log
pid_file=$state_dir/readcountd.pid
daemon=build/release/daemon/readcountd

# running: whether the daemon that this script started still runs.
running() {
  [ -s "$pid_file" ] && [ "$(cat "/proc/$(cat "$pid_file")/comm" 2>/dev/null)" = readcountd ]
}

# stop_old: asks it to stop, and waits for that.
stop_old() {
  kill "$(cat "$pid_file")"
  for _ in $(seq 300); do
    running || return 0
    sleep 0.1
  done
  echo "The daemon that runs (pid $(cat "$pid_file")) does not stop." >&2
  return 1
}

# address_of WORDS: the address in the newest log line with these words.
address_of() {
  grep -o "$1 http://[^ ]*" "$log" 2>/dev/null | tail -n 1 | grep -o 'http://.*' || true
}

# start: starts the daemon in the background and waits until it listens.
start() {
  : >"$log"
  # Not the lock of this script: it would be held as long as the daemon runs.
  # Its log says where it listens, in words that this script looks for.
  READCOUNT_STATE_DIR=$state_dir READCOUNT_LOG_LEVEL=info READCOUNT_LOG_FORMAT=text setsid "$daemon" >>"$log" 2>&1 9>&- </dev/null &
  local pid=$!
  echo "$pid" >"$pid_file"
  for _ in $(seq 300); do
    [ -z "$(address_of 'admin on')" ] || return 0
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
  cat "$log" >&2
  return 1
}

step="installing packages"
install_missing "${BUILD_PACKAGES[@]}" "${RUN_PACKAGES[@]}"

step="waiting for another run of this script"
one_at_a_time

step="building (cmake --build --preset release)"
echo "Building; the first time this takes about three minutes."
cmake --preset release -DREADCOUNT_TESTS=OFF >build/configure.log || { cat build/configure.log >&2; false; }
cmake --build --preset release --target readcountd readcount

step="starting readcountd"
mkdir -p "$state_dir"
if running && [ "$daemon" -nt "$pid_file" ]; then stop_old; fi
running || start

cat <<END

readcountd is running (pid $(cat "$pid_file")).
  The demo article:   $(address_of 'listening on')/demo
  Its count:          $PWD/build/release/client/cli/readcount --server $(address_of 'admin on') count http://localhost/demo
  For Prometheus:     $(address_of 'admin on')/metrics
  Its log:            $log
  Stop it:            kill $(cat "$pid_file")
END
