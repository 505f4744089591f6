#pragma once

#include <cstdint>
#include <string_view>

namespace readcount::ping {

/// The number that stands for the id of a page view, in every daemon and run the same; 0 for an
/// empty id and for no other.
std::uint64_t view_hash(std::string_view id) noexcept;

}  // namespace readcount::ping
