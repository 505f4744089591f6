#include "store/reads.hpp"

#include "base/number.hpp"
#include "store/classify.hpp"
#include "store/replies.hpp"

#include <utility>

namespace readcount::store {
namespace {

constexpr std::string_view kReading = "reading counts";

Day utc_day(query::Second time) { return std::chrono::floor<std::chrono::days>(time); }
Hour utc_hour(query::Second time) { return std::chrono::floor<std::chrono::hours>(time); }

std::string key_of(const Keys& keys, const HashName& hash) {
  const auto tag = tag_of(tally::partition_of(hash.subject));
  switch (hash.kind) {
    case HashName::Kind::hours:
      return keys.hours(tag, hash.subject, utc_day(hash.at));
    case HashName::Kind::minutes:
      return keys.minutes(tag, hash.subject, utc_hour(hash.at));
    case HashName::Kind::spread:
      return keys.spread(tag, hash.subject, utc_day(hash.at));
    case HashName::Kind::sources:
      return keys.sources(tag, hash.subject, utc_day(hash.at));
    default:
      return keys.article(tag, hash.subject);
  }
}

/// Where a stored number stands: which of its subject's hashes, and what the field's name has
/// behind the metric's letter.
struct Place {
  HashName::Kind hash = HashName::Kind::article;
  query::Second at{};
  std::string time;
};

Place place_of(const query::Piece& piece) {
  using query::Grain;
  const auto day = utc_day(piece.begin);
  const auto hour = utc_hour(piece.begin);
  switch (piece.grain) {
    case Grain::minute: {
      const auto minute = std::chrono::floor<std::chrono::minutes>(piece.begin) - hour;
      return {HashName::Kind::minutes, hour, minute_text(static_cast<unsigned>(minute.count()))};
    }
    case Grain::hour:
      return {HashName::Kind::hours, day, hour_text(hour)};
    case Grain::day:
      return {HashName::Kind::article, {}, day_text(day)};
    case Grain::month:
      return {HashName::Kind::article, {}, month_text(day)};
    default:
      return {HashName::Kind::article, {}, {}};
  }
}

std::string slot_text(const query::Piece& slot) {
  using query::Grain;
  if (slot.grain == Grain::month) return month_text(utc_day(slot.begin));
  if (slot.grain == Grain::day) return day_text(utc_day(slot.begin));
  return day_hour_text(utc_hour(slot.begin));
}

/// An answer's elements; none for a key of a wrong type.
Result<std::span<const Reply>> elements_of(const Reply& reply) {
  if (reply.is_error()) {
    if (error_word(reply.text) == "WRONGTYPE") return std::span<const Reply>();
    return failure_of(kReading, reply.text);
  }
  if (reply.kind != Reply::Kind::array) return nonsense(kReading);
  return std::span<const Reply>(reply.elements);
}

}  // namespace

std::vector<FieldsRead> reads_of(const ping::Article& subject, std::span<const query::Piece> pieces,
                                 char metric) {
  std::vector<FieldsRead> reads;
  for (const auto& piece : pieces) {
    const auto place = place_of(piece);
    const bool is_there =
        !reads.empty() && reads.back().hash.kind == place.hash && reads.back().hash.at == place.at;
    if (!is_there) reads.push_back({{place.hash, subject, place.at}, {}});
    reads.back().fields.push_back(metric + place.time);
  }
  return reads;
}

Arguments read_fields(const Keys& keys, const FieldsRead& read) {
  Arguments command{"HMGET", key_of(keys, read.hash)};
  for (const auto& field : read.fields) command.add(field);
  return command;
}

Arguments read_hash(const Keys& keys, const HashName& hash) {
  return {"HGETALL", key_of(keys, hash)};
}

Arguments read_list(const Keys& keys, const ListName& list, std::size_t most) {
  const auto tag = tag_of(tally::partition_of(list.subject));
  const auto key = list.metric == ListName::kTrend
                       ? keys.trend(tag, list.subject, utc_day(list.slot.begin))
                       : keys.list(tag, list.metric, list.subject, slot_text(list.slot));
  Arguments command{"ZRANGE", key, "0"};
  command.add(most - 1);
  command.add("REV");
  command.add("WITHSCORES");
  return command;
}

Result<std::vector<std::string>> decode_fields(const Reply& reply, std::size_t fields) {
  const auto elements = elements_of(reply);
  if (!elements) return elements.error();
  std::vector<std::string> texts(fields);
  if (reply.is_error()) return texts;
  if (elements->size() != fields) return nonsense(kReading);
  for (std::size_t i = 0; i < fields; ++i) texts[i] = (*elements)[i].text;
  return texts;
}

Result<std::vector<Amount>> decode_hash(const Reply& reply) {
  const auto elements = elements_of(reply);
  if (!elements) return elements.error();
  if (elements->size() % 2 != 0) return nonsense(kReading);
  std::vector<Amount> amounts;
  amounts.reserve(elements->size() / 2);
  for (std::size_t i = 0; i < elements->size(); i += 2) {
    const auto amount = whole_number<std::uint64_t>((*elements)[i + 1].text);
    if (amount) amounts.emplace_back((*elements)[i].text, *amount);
  }
  return amounts;
}

Result<std::vector<Listed>> decode_list(const Reply& reply) {
  const auto elements = elements_of(reply);
  if (!elements) return elements.error();
  if (elements->size() % 2 != 0) return nonsense(kReading);
  std::vector<Listed> list;
  list.reserve(elements->size() / 2);
  for (std::size_t i = 0; i < elements->size(); i += 2) {
    const std::string_view score = (*elements)[i + 1].text;
    double value = 0;
    const auto read = std::from_chars(score.data(), score.data() + score.size(), value);
    if (read.ec == std::errc{}) list.push_back({(*elements)[i].text, value});
  }
  return list;
}

std::uint64_t amount_in(std::string_view field) noexcept {
  return whole_number<std::uint64_t>(field).value_or(0);
}

}  // namespace readcount::store
