#include "tally/record.hpp"

#include "base/bytes.hpp"

namespace readcount::tally {
namespace {

constexpr char kCounted = 1;
constexpr char kRepeat = 2;
constexpr char kCountedNewReader = 3;
constexpr std::size_t kFixed = 1 + 8 + 8 + 2;  // kind, time, reader, length of the site

char kind_of(const Record& record) {
  if (!record.counted) return kRepeat;
  return record.new_reader ? kCountedNewReader : kCounted;
}

}  // namespace

void encode(const Record& record, std::string& out) {
  out += kind_of(record);
  put(out, static_cast<std::uint64_t>(record.at.time_since_epoch().count()));
  put(out, record.reader);
  put(out, static_cast<std::uint16_t>(record.article.site.size()));
  out += record.article.site;
  out += record.article.path;
}

std::optional<Record> decode(std::string_view payload) {
  if (payload.size() < kFixed) return std::nullopt;
  const char kind = payload[0];
  if (kind < kCounted || kind > kCountedNewReader) return std::nullopt;

  Record record;
  record.counted = kind != kRepeat;
  record.new_reader = kind == kCountedNewReader;
  const auto milliseconds = static_cast<std::int64_t>(peek<std::uint64_t>(payload.substr(1)));
  record.at = Time{std::chrono::milliseconds{milliseconds}};
  record.reader = peek<std::uint64_t>(payload.substr(9));
  const auto site_size = peek<std::uint16_t>(payload.substr(17));
  payload.remove_prefix(kFixed);
  if (payload.size() < site_size) return std::nullopt;
  record.article.site = payload.substr(0, site_size);
  record.article.path = payload.substr(site_size);
  return record;
}

}  // namespace readcount::tally
