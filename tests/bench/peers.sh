#!/usr/bin/env bash
# How many pings a second readcountd takes and what one costs it, beside nginx that only says 204 and
# writes its access log. Both get the same wrk script, in turn, in one run; so read the ratio and not
# the single figure. Needs wrk and nginx. Loopback only; takes a minute.
#
#   tests/bench/peers.sh [ROUNDS] [SECONDS]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
rounds=${1:-3}
seconds=${2:-10}
work=$(mktemp -d)
daemon=
nginx=
cleanup() {
  for pid in $daemon $nginx; do kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null; done
  rm -rf "$work"
}
trap cleanup EXIT

cat >"$work/nginx.conf" <<END
worker_processes 1;
daemon off;
pid $work/nginx.pid;
error_log $work/error.log;
events { worker_connections 1024; }
http {
  access_log $work/access.log;
  client_body_temp_path $work/body;
  server { listen 127.0.0.1:18229; location / { return 204; } }
}
END
nginx -p "$work" -c "$work/nginx.conf" 2>"$work/nginx.out" &
nginx=$!
build/release/daemon/readcountd --listen 127.0.0.1:18228 --admin-listen 127.0.0.1:19228 \
  --state-dir "$work/state" 2>"$work/log" &
daemon=$!
for _ in $(seq 100); do
  if grep -q 'admin on' "$work/log" && [ -s "$work/nginx.pid" ]; then break; fi
  sleep 0.1
done

# The nginx that works is the child of the one that was started.
worker=$(cat "/proc/$nginx/task/$nginx/children")
worker=${worker%% *}
ticks_per_second=$(getconf CLK_TCK)

# cpu_ticks PID: user and system time so far.
cpu_ticks() { awk '{print $14 + $15}' "/proc/$1/stat"; }

# measure NAME PID PORT: one line of figures.
measure() {
  local before after out rate requests
  before=$(cpu_ticks "$2")
  out=$(wrk -t1 -c64 -d"${seconds}s" --latency -s tests/bench/pings.lua "http://127.0.0.1:$3")
  after=$(cpu_ticks "$2")
  rate=$(awk '/Requests\/sec/ {print $2}' <<<"$out")
  requests=$(awk '/requests in/ {print $1}' <<<"$out")
  printf '%-11s %9.0f/s %6.2f CPU s a million, p99 %s%s\n' "$1" "$rate" \
    "$(awk -v t=$((after - before)) -v hz="$ticks_per_second" -v n="$requests" 'BEGIN {print t / hz / n * 1e6}')" \
    "$(awk '$1 == "99%" {print $2}' <<<"$out")" \
    "$(grep -E 'Non-2xx|Socket errors' <<<"$out" | tr -s ' ' | sed 's/^/;/' || true)"
}

for round in $(seq "$rounds"); do
  echo "round $round"
  measure nginx "$worker" 18229
  measure readcountd "$daemon" 18228
done
