#!/usr/bin/env bash
# Installs what the tests need, builds everything, runs all tests.
#
#   tests/run.sh [PRESET] [CTEST OPTION…]
#
# PRESET is release (the default), debug, asan or tsan. Options go to ctest, for example
#   tests/run.sh asan -R journal
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=deploy/packages.sh
source deploy/packages.sh

step="looking around"
trap 'echo "tests/run.sh: failed while $step; what went wrong stands above." >&2' ERR

preset=release
if [ $# -gt 0 ] && [[ $1 != -* ]]; then
  preset=$1
  shift
fi

step="installing packages"
install_missing "${BUILD_PACKAGES[@]}" "${PACKAGING_PACKAGES[@]}" "${RUN_PACKAGES[@]}" "${TEST_PACKAGES[@]}"
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then install_missing nodejs npm; fi

step="waiting for another run of this script"
one_at_a_time

step="installing the tests' packages (npm ci)"
for folder in tests/browser tests/grafana tests/integration; do
  (cd "$folder" && npm ci --silent --no-audit --no-fund)
done

step="building (cmake --build --preset $preset)"
packaged=OFF
if [ "$preset" = release ]; then packaged=ON; fi  # what is for finding faults is not for packing
cmake --preset "$preset" -DREADCOUNT_TESTS=ON -DREADCOUNT_PACKAGE=$packaged >build/configure.log || { cat build/configure.log >&2; false; }
cmake --build --preset "$preset"

step="testing"
ctest --test-dir "build/$preset" --parallel "$(nproc)" --output-on-failure --no-tests=error "$@"
