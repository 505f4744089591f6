#!/usr/bin/env bash
# Builds the Debian package of this checkout: build/package/readcount_VERSION_ARCHITECTURE.deb
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=deploy/packages.sh
source deploy/packages.sh

install_missing "${BUILD_PACKAGES[@]}" "${PACKAGING_PACKAGES[@]}"
# Neither the path of this checkout nor the time of this build may be in the package.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}
export SOURCE_DATE_EPOCH
cmake --preset package
cmake --build --preset package
(cd build/package && umask 022 && cpack --config CPackConfig.cmake)
