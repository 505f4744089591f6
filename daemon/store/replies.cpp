#include "store/replies.hpp"

#include "base/number.hpp"
#include "store/classify.hpp"
#include "store/keys.hpp"

#include <algorithm>
#include <optional>

namespace readcount::store {
namespace {

using Kind = Reply::Kind;

std::uint64_t count_in(const Reply& reply) {
  return whole_number<std::uint64_t>(reply.text).value_or(0);
}

constexpr std::size_t kTotals = 6;

tally::Totals totals_in(std::span<const Reply, kTotals> fields) {
  return {.loads = count_in(fields[0]),
          .views = count_in(fields[1]),
          .readers = count_in(fields[2]),
          .reads = count_in(fields[3]),
          .completions = count_in(fields[4]),
          .engaged = count_in(fields[5])};
}

Result<tally::RecordNumber> marker_in(const Reply& reply) {
  if (reply.kind == Kind::nil) return tally::RecordNumber{0};
  if (const auto number = whole_number<std::uint64_t>(reply.text)) return *number;
  return Failure{FailureKind::refused,
                 "a marker in Redis is not a number (a field of {…}:applied): somebody changed it; "
                 "restore it, or remove the field to have the journal applied again"};
}

bool is_array(const Reply& reply, std::size_t size) {
  return reply.kind == Kind::array && reply.elements.size() == size;
}

}  // namespace

Failure nonsense(std::string_view doing) {
  return {FailureKind::away, std::string(doing) + ": Redis gave an answer of an unexpected form"};
}

Result<Applied> decode_applied(const Reply& reply, std::size_t deltas) {
  constexpr std::string_view kDoing = "applying counts";
  if (reply.is_error()) return failure_of(kDoing, reply.text);
  if (reply.kind != Kind::array || reply.elements.size() < 2) return nonsense(kDoing);
  const auto marker = marker_in(reply.elements[1]);
  if (!marker) return marker.error();
  Applied applied;
  applied.marker = *marker;
  if (reply.elements[0].integer == 0 && is_array(reply, 2)) return applied;

  if (!is_array(reply, 5)) return nonsense(kDoing);
  const auto& totals = reply.elements[2];
  const auto& damage = reply.elements[3];
  if (!is_array(totals, deltas * kTotals) || damage.kind != Kind::array) return nonsense(kDoing);
  applied.done = true;
  applied.totals.reserve(deltas);
  for (std::size_t i = 0; i < deltas; ++i) {
    applied.totals.push_back(
        totals_in(std::span<const Reply, kTotals>(&totals.elements[i * kTotals], kTotals)));
  }
  for (const auto& line : damage.elements) applied.damage.push_back(line.text);
  applied.cut = static_cast<std::uint64_t>(reply.elements[4].integer);
  return applied;
}

Result<std::vector<tally::RecordNumber>> decode_markers(const Reply& reply, std::size_t producers) {
  constexpr std::string_view kDoing = "reading markers";
  if (reply.is_error()) return failure_of(kDoing, reply.text);
  if (!is_array(reply, producers)) return nonsense(kDoing);
  std::vector<tally::RecordNumber> markers;
  for (const auto& element : reply.elements) {
    const auto marker = marker_in(element);
    if (!marker) return marker.error();
    markers.push_back(*marker);
  }
  return markers;
}

Result<tally::Totals> decode_totals(const Reply& reply) {
  constexpr std::string_view kDoing = "reading totals";
  if (reply.is_error()) {
    if (error_word(reply.text) == "WRONGTYPE") return tally::Totals();
    return failure_of(kDoing, reply.text);
  }
  if (!is_array(reply, kTotals)) return nonsense(kDoing);
  return totals_in(std::span<const Reply, kTotals>(reply.elements));
}

Result<Salt> decode_salt(const Reply& reply) {
  constexpr std::string_view kDoing = "reading the day's salt";
  if (reply.is_error()) return failure_of(kDoing, reply.text);
  if (reply.kind == Kind::nil) {
    return Failure{FailureKind::transient,
                   "the day's salt expired at once: the clocks of Redis and of this machine differ "
                   "by a day or more; set them"};
  }
  Salt salt{};
  const std::string_view text = reply.text;
  if (text.size() != salt.size() * 2) return nonsense(kDoing);
  for (std::size_t i = 0; i < salt.size(); ++i) {
    const auto byte = whole_number<unsigned char>(text.substr(i * 2, 2), 16);
    if (!byte) return nonsense(kDoing);
    salt[i] = *byte;
  }
  return salt;
}

Result<std::vector<std::string>> decode_retired(const Reply& reply, Day before) {
  if (reply.is_error()) return failure_of("reading retired runs", reply.text);
  if (reply.kind != Kind::array || reply.elements.size() % 2 != 0) {
    return nonsense("reading retired runs");
  }
  std::vector<std::string> runs;
  const auto first = day_text(before);
  for (std::size_t i = 0; i < reply.elements.size(); i += 2) {
    const auto& day = reply.elements[i + 1].text;
    if (day.size() == first.size() && day < first) runs.push_back(reply.elements[i].text);
  }
  return runs;
}

Result<void> decode_done(std::string_view doing, const Reply& reply) {
  if (reply.is_error()) return failure_of(doing, reply.text);
  return {};
}

}  // namespace readcount::store
