# Sourced by deploy/quickstart.sh and tests/run.sh: the Debian packages they need, and how they are
# installed. Everything comes from Debian 12's own repositories; only tests fetch packages more by
# npm: playwright-core, @seriousme/openapi-schema-validator, Grafana's and Kubernetes' types, the
# schema of compose files, a linter of Dockerfiles, and typescript.

BUILD_PACKAGES=(
  g++ cmake ninja-build pkg-config
  libboost1.81-dev libboost-json1.81-dev libboost-url1.81-dev
  libhiredis-dev prometheus-cpp-dev libspdlog-dev libcli11-dev libtomlplusplus-dev
  libmaxminddb-dev libsodium-dev libssl-dev libisal-dev zlib1g-dev
  libhowardhinnant-date-dev
  esbuild
)
PACKAGING_PACKAGES=(dpkg-dev file help2man)
RUN_PACKAGES=(redis-server tzdata)
TEST_PACKAGES=(
  libgtest-dev libgmock-dev librapidcheck-dev
  python3 python3-pytest python3-jsonschema python3-yaml curl prometheus chromium fonts-dejavu-core
  strace faketime e2fsprogs bindfs systemd openssl nginx-light caddy haproxy
)

is_installed() {
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# install_missing PACKAGE…: installs what is not there, as root or through sudo.
install_missing() {
  local missing=() package as_root=()
  for package in "$@"; do
    is_installed "$package" || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
      echo "These packages are missing, and there is no sudo to install them with. As root, run:" >&2
      echo "  apt-get update && apt-get install -y --no-install-recommends ${missing[*]}" >&2
      return 1
    fi
    as_root=(sudo)
  fi
  echo "Installing from Debian: ${missing[*]}"
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# one_at_a_time: waits for another run of these scripts in this checkout to end.
one_at_a_time() {
  mkdir -p build
  exec 9>build/.lock
  flock 9
}
