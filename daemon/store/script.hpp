#pragma once

#include <string_view>

namespace readcount::store {

/// The source of the apply script: apply.lua, compiled in. Never freed.
std::string_view apply_script() noexcept;

/// Its SHA-1 in hex, the name under which Redis caches it.
std::string_view apply_script_sha1() noexcept;

}  // namespace readcount::store
