#pragma once

#include "store/codec.hpp"
#include "store/failure.hpp"

#include <optional>
#include <string>
#include <string_view>

// Whether a Redis is fit to hold counts: decided from its answers, without I/O. SCHEMA.md, "At
// connect", says why each is asked.

namespace readcount::store {

/// The layout that this version writes; a store says in `meta` which it has.
inline constexpr unsigned kSchemaVersion = 1;

/// What INFO says, as far as it matters.
struct ServerInfo {
  unsigned major = 0;
  unsigned minor = 0;
  bool loading = false;
  bool replica = false;
  bool cluster = false;
  bool append_only = false;
  std::string policy;  ///< maxmemory_policy
};

/// Reads the text of INFO. What is missing keeps its default.
ServerInfo read_info(std::string_view text);

/// Why this Redis must not be used now, if so.
std::optional<Failure> unfit(const ServerInfo& info, bool allow_evicting);

/// A warning when a crash of this Redis may lose more than the journal can give back. `saves` is
/// the value of `CONFIG GET save`; nothing when it may not be asked.
std::optional<std::string> weak_persistence(const ServerInfo& info,
                                            const std::optional<std::string>& saves);

/// What `meta` says of a store.
struct Meta {
  std::string identity;
  bool complete = false;  ///< false: to be created
};

/// Reads the answer to HMGET meta id version partitions. A layout that we cannot share is refused.
Result<Meta> read_meta(const Reply& reply);

/// The failure of a user who may not run what the store needs; names the rule that helps. `told` is
/// what Redis said.
Failure lacking_permission(std::string_view user, std::string_view prefix, std::string_view told);

}  // namespace readcount::store
