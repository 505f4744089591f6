#pragma once

#include "base/asio.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

// A kill or a power cut can leave a torn command at the end of Redis' append-only file, and before
// it a MULTI whose EXEC was never written. Redis 7.0 drops the torn command and leaves the MULTI
// open: the next load runs that half of a transaction together with what was written behind it.
// Zeros, which a file system may put there, it refuses to load at all.

namespace readcount::run {

/// Cuts the newest part of the append-only file in `directory` back to its last whole transaction,
/// as redis-check-aof (or valkey-check-aof), which stands beside `server`, finds it. What is cut is
/// for the journal to fill in; more than one write can have torn is kept in a file of its own. The
/// whole part is read: some 10 ms of CPU time a MiB, about half of what loading it takes.
///
/// Call it while no server works there. Says in the log what it cut, or why it could not check; the
/// other parts and what cannot be repaired so are left as they are, for the server to judge. Throws
/// StartFailure, with the remedy, when the disk does not let it.
asio::awaitable<void> repair_aof(asio::any_io_executor executor, std::filesystem::path server,
                                 std::filesystem::path directory);

/// The name of the file that is written to, as the manifest has it.
std::optional<std::string> newest_part(const std::string& manifest);

/// How many bytes of the file are sound, as the last line of the check's report says.
std::optional<std::uintmax_t> sound_bytes(std::string_view report);

}  // namespace readcount::run
