#pragma once

#include "settings/complaint.hpp"

#include <filesystem>
#include <string>

namespace readcount::settings {

/// The token in `path`, without the newline at its end. At least 16 bytes, so that it cannot be
/// guessed; printable ASCII without spaces, so that it fits into an Authorization field.
/// The complaint never quotes the token.
Parsed<std::string> read_token(const std::filesystem::path& path);

}  // namespace readcount::settings
