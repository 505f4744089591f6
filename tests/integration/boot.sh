#!/usr/bin/env bash
# boot.sh ROOT CHANGES: boots the systemd of a Debian root as process 1 of namespaces of its own, with a
# network that has nothing but loopback. ROOT stays as it is: what is written goes to CHANGES, a
# directory. SIGTERM ends it, and nothing stays behind. Needs to be root.
set -euo pipefail
root=$1 changes=$2
export root changes
mkdir -p "$changes"/{upper,work,merged}
# Each a cgroup of its own: two systemds in one would end each other's services.
cgroup=$(findmnt -nt cgroup2 -o TARGET | head -n 1)/readcount-$$
mkdir "$cgroup"

end() {
  kill -KILL "$booted" 2>/dev/null || true
  wait "$booted" 2>/dev/null || true
  for _ in $(seq 100); do
    find "$cgroup" -depth -type d -exec rmdir {} + 2>/dev/null && return
    sleep 0.05
  done
}
trap end EXIT
trap 'exit 0' TERM

( echo "$BASHPID" >"$cgroup/cgroup.procs"
  exec unshare --fork --kill-child=KILL --pid --mount --uts --ipc --net --cgroup bash -euc '
  mount --make-rprivate /
  cd "$changes"
  mount -t overlay overlay -o "lowerdir=$root,upperdir=upper,workdir=work" merged
  cd merged
  mount -t proc proc proc
  mount -t sysfs sysfs sys
  for each in run tmp dev sys/fs/cgroup; do mount -t tmpfs tmpfs "$each"; done
  mount -t cgroup2 cgroup2 sys/fs/cgroup
  for each in null zero full random urandom tty; do
    touch "dev/$each"
    mount --bind "/dev/$each" "dev/$each"
  done
  mkdir dev/pts dev/shm run/old
  mount -t devpts devpts dev/pts -o newinstance,ptmxmode=0666
  mount -t tmpfs tmpfs dev/shm
  ln -s pts/ptmx dev/ptmx
  ln -s /proc/self/fd dev/fd
  ip link set lo up
  pivot_root . run/old
  umount -l /run/old
  mount --make-rshared /  # systemd leaves that to who starts it in a container
  exec env -i container=readcount PATH=/usr/sbin:/usr/bin:/sbin:/bin \
    /lib/systemd/systemd --unit=multi-user.target --show-status=no
' ) &
booted=$!
echo "$booted" >"$changes/booted"  # its child is process 1
wait "$booted"
