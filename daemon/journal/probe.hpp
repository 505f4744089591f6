#pragma once

#include <boost/system/result.hpp>

#include <filesystem>

namespace readcount::journal {

/// Whether a journal in this directory could be written and synced now: tries it with a file of its
/// own, which it removes. May take seconds; any thread.
boost::system::result<void> probe(const std::filesystem::path& directory);

}  // namespace readcount::journal
