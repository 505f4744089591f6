#pragma once

#include "settings/complaint.hpp"

#include <cstddef>
#include <filesystem>
#include <string>

namespace readcount::settings {

/// The whole of a file of at most `most` bytes.
Parsed<std::string> read_text_file(const std::filesystem::path& path, std::size_t most);

}  // namespace readcount::settings
