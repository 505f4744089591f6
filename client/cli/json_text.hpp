#pragma once

#include <boost/json/value.hpp>

#include <string>

namespace readcount::cli {

/// JSON over several lines, two spaces a level, a newline at its end, for reading on a terminal:
/// what acts on a terminal is escaped or replaced (harmless()).
std::string pretty(const boost::json::value& value);

}  // namespace readcount::cli
