#pragma once

#include "settings/load.hpp"

namespace readcount::settings {

/// Reads everything anew, as load() did when the daemon started, and compares it with what is in
/// force. All or nothing: the new settings, or one complaint, upon which all has to stay as it is.
///
/// Refused is also what would be right at a start:
/// - a setting that takes a restart differs: else file and daemon would disagree, and the next
///   start, perhaps months later, bring what nobody thinks of any more;
/// - no site is left, or the settings file is gone: a file that is just being written is empty for
///   a moment, and a daemon without sites refuses the pings of all of them.
///
/// Any thread; waits for the disk.
Parsed<Loaded> reload(const Loaded& in_force, int argc, const char* const* argv,
                      const char* const* environment,
                      const std::filesystem::path& system_file = kSystemFile);

}  // namespace readcount::settings
