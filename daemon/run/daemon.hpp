#pragma once

#include "run/reload_loop.hpp"
#include "settings/load.hpp"

namespace readcount::run {

/// Runs the daemon with these settings until SIGTERM or SIGINT; a second signal ends it at once
/// (what it kept is in the journal). Returns the process's exit code: 0 when everything is in the
/// store, 1 when it could not start or records stay in the journal for the next start.
///
/// Until everything has been found sound (settings, ports, store, state directory, journal),
/// nothing is written anywhere. On SIGHUP `read` tells what the settings are now.
/// Throws StartFailure.
int run(const settings::Loaded& loaded, ReloadLoop::Read read);

/// For --check: what can be said of the settings beyond their form, without touching anything: the
/// store's address, the networks of the proxies, a Redis to start. Throws StartFailure.
void check(const settings::Settings& settings);

}  // namespace readcount::run
