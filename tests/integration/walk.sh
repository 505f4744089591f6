#!/usr/bin/env bash
# walk.sh ROOT PACKAGE COMMANDS CHANGES: runs COMMANDS, a line each, in a Debian root that debootstrap made,
# and says how long each took. ROOT stays as it is: what is written goes to CHANGES, a directory.
# Needs to be root. Nothing stays behind: all processes are in a namespace that ends with this.
#
# The first line, which installs, has this machine's network, all others have one that is loopback.
# There is no systemd: services are started by hand, readcountd as its unit would, as a user that is
# not root. The last line is repeated until it prints a 1 as Prometheus does.
set -euo pipefail
root=$1 package=$2 commands=$3 changes=$4
here=$(cd "$(dirname "$0")" && pwd)
export root changes
mkdir -p "$changes"/{upper,work,merged}
mkdir -p "$changes"/upper/{root,usr/local/bin,usr/sbin}
cp "$package" "$commands" "$changes/upper/root/"
cp /etc/resolv.conf "$changes/upper/root/resolv.conf"
printf '#!/bin/sh\nexit 101\n' >"$changes/upper/usr/sbin/policy-rc.d"
words=$(sed -n 's/^ExecStart=\S* //p' "$here/../../deploy/systemd/readcountd.service")
words=${words//%S/\/var\/lib}
[[ $words == *" /etc/readcount/"* && $words != *%* ]] || { echo "the unit is another than this knows: $words" >&2; exit 1; }
cat >"$changes/upper/usr/local/bin/systemctl" <<END
#!/bin/bash
# As much of systemctl as is used.
set -e
case "\$*" in
  "restart readcountd")
    install -d -m 700 -o 61234 -g 61234 /var/lib/private/readcount
    setsid setpriv --reuid=61234 --regid=61234 --clear-groups --no-new-privs --bounding-set=-all \\
      readcountd $words >>/root/readcountd.log 2>&1 </dev/null &
    until readcount ready >/dev/null 2>&1; do kill -0 \$! || { cat /root/readcountd.log >&2; exit 1; }; sleep 0.05; done ;;
  "restart prometheus")
    setsid setpriv --reuid=prometheus --regid=prometheus --clear-groups prometheus \\
      --config.file=/etc/prometheus/prometheus.yml --storage.tsdb.path=/var/lib/prometheus/metrics2 \\
      >>/root/prometheus.log 2>&1 </dev/null & ;;
  *) echo "unknown to this systemctl: \$*" >&2; exit 1 ;;
esac
END
cat >"$changes/upper/root/steps.sh" <<'END'
# steps.sh FIRST LAST: these lines of the commands, each with its seconds.
cd /root
count=$(wc -l <commands)
for number in $(seq "$1" "${2:-$count}"); do
  line=$(sed -n "${number}p" commands)
  began=$(date +%s%N)
  until output=$(bash -euo pipefail -c "$line" 2>&1) && { [ "$number" -lt "$count" ] || [[ $output == *'"1"]'* ]]; }; do
    [ "$number" -eq "$count" ] && [ $(($(date +%s%N) - began)) -lt 60000000000 ] || { echo "$line: $output" >&2; exit 1; }
    sleep 0.2
  done
  printf '%6.1f s  $ %s\n' "$(($(date +%s%N) - began))e-9" "$line"
  [ "$number" -eq 1 ] || [ -z "$output" ] || printf '%s\n' "$output"
done
END
chmod +x "$changes/upper/usr/local/bin/systemctl" "$changes/upper/usr/sbin/policy-rc.d"
exec unshare --fork --kill-child=KILL --pid --mount bash -euc '
  mount --make-rprivate /
  mount -t overlay overlay -o "lowerdir=$root,upperdir=$changes/upper,workdir=$changes/work" "$changes/merged"
  cd "$changes/merged"
  mount -t proc proc proc
  for each in null zero random urandom; do touch "dev/$each"; mount --bind "/dev/$each" "dev/$each"; done
  mkdir -p dev/shm && mount -t tmpfs tmpfs dev/shm
  cp root/resolv.conf etc/resolv.conf
  inside="chroot . env -i PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 bash root/steps.sh"
  $inside 1 1
  unshare --net bash -euc "ip link set lo up; $inside 2"
'
