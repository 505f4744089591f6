#pragma once

#include "ping/ping.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace readcount::tally {

/// What the journal keeps of a ping: the decision, so that a replay needs nothing that a crash
/// loses. A record counts one load of its article and of its site, and one view when `counted`.
struct Record {
  ping::Article article;
  Time at{};
  ping::ReaderKey reader = 0;
  bool counted = false;  ///< false: a repeat
};

/// Appends the payload of a record to `out` (journal/FORMAT.md, "Payload").
void encode(const Record& record, std::string& out);

/// Reads a payload. Nothing for one that encode() did not write.
std::optional<Record> decode(std::string_view payload);

}  // namespace readcount::tally
