#pragma once

#include <string>

namespace readcount::cli {

/// 128 random bits in hexadecimal: the id of a page view.
std::string random_id();

}  // namespace readcount::cli
