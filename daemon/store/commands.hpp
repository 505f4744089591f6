#pragma once

#include "store/arguments.hpp"
#include "store/keys.hpp"
#include "store/store.hpp"

#include <string>
#include <string_view>
#include <vector>

// What we ask of Redis, as pure functions of what we want to know. SCHEMA.md is the contract.

namespace readcount::store {

/// How the script is called: by its source, which also caches it, or by its SHA-1.
enum class ScriptBy { source, sha1 };

/// One call of the apply script. `tag` is that of batch.partition, or the dry run's.
Arguments apply_call(const Layout& layout, std::string_view tag, std::string_view producer,
                     const tally::Batch& batch, ScriptBy by);

/// The same for lines of an import.
Arguments restore_call(const Layout& layout, std::string_view producer, const Restoration& part,
                       ScriptBy by);

/// The call by which parts of what is merged arrive.
Arguments deliver_call(const Layout& layout, const Move& move, std::span<const MovedPart> parts,
                       tally::RecordNumber from, tally::RecordNumber to);

/// The markers of producers in one partition; `producers` is not empty.
Arguments read_markers(const Keys& keys, tally::Partition partition,
                       const std::vector<std::string>& producers);

Arguments remove_marker(const Keys& keys, std::string_view tag, std::string_view producer);

/// The runs whose journal is gone, and since which day.
Arguments add_retired(const Keys& keys, std::string_view producer, Day day);
Arguments read_retired(const Keys& keys);
Arguments remove_retired(const Keys& keys, const std::vector<std::string>& producers);

Arguments read_totals(const Keys& keys, std::string_view tag, const ping::Article& article);

/// Keeps a salt unless there is one; read_salt() after it tells which it became.
Arguments propose_salt(std::string_view key, Day expires, const Salt& salt);
Arguments read_salt(std::string_view key);

/// Binary as 2 lower-case hex digits a byte.
std::string hex(std::string_view bytes);

}  // namespace readcount::store
