#include "store/commands.hpp"

#include "base/bytes.hpp"
#include "store/script.hpp"

namespace readcount::store {
namespace {

/// The hours of a day stay for 90 days after it.
constexpr std::chrono::days kHoursStay{91};

std::int64_t unix_seconds(Day day) {
  return std::chrono::duration_cast<std::chrono::seconds>(day.time_since_epoch()).count();
}

void add_delta(Arguments& command, const tally::Delta& delta) {
  const auto day = day_of_hour(delta.hour);
  command.add(month_text(day));
  command.add(day_text(day));
  command.add(hour_text(delta.hour));
  command.add(unix_seconds(day + kHoursStay));
  command.add(delta.loads);
  command.add(delta.views);
  std::string readers;
  readers.reserve(delta.readers.size() * sizeof(ping::ReaderKey));
  for (const auto reader : delta.readers) put(readers, reader);
  command.add(readers);
}

}  // namespace

Arguments apply_call(const Keys& keys, std::string_view tag, std::string_view producer,
                     const tally::Batch& batch, ScriptBy by) {
  Arguments command;
  command.add(by == ScriptBy::source ? "EVAL" : "EVALSHA");
  command.add(by == ScriptBy::source ? apply_script() : apply_script_sha1());
  command.add(1 + 4 * batch.deltas.size());
  command.add(keys.markers(tag));
  for (const auto& delta : batch.deltas) {
    const auto day = day_of_hour(delta.hour);
    command.add(keys.article(tag, delta.article));
    command.add(keys.hours(tag, delta.article, day));
    command.add(keys.day_readers(tag, delta.article, day));
    command.add(keys.hour_readers(tag, delta.article, delta.hour));
  }
  command.add(producer);
  command.add(batch.from);
  command.add(batch.to);
  for (const auto& delta : batch.deltas) add_delta(command, delta);
  return command;
}

Arguments read_markers(const Keys& keys, tally::Partition partition,
                       const std::vector<std::string>& producers) {
  Arguments command{"HMGET", keys.markers(tag_of(partition))};
  for (const auto& producer : producers) command.add(producer);
  return command;
}

Arguments remove_marker(const Keys& keys, std::string_view tag, std::string_view producer) {
  return {"HDEL", keys.markers(tag), producer};
}

Arguments add_retired(const Keys& keys, std::string_view producer, Day day) {
  return {"HSET", keys.retired(), producer, day_text(day)};
}

Arguments read_retired(const Keys& keys) { return {"HGETALL", keys.retired()}; }

Arguments remove_retired(const Keys& keys, const std::vector<std::string>& producers) {
  Arguments command{"HDEL", keys.retired()};
  for (const auto& producer : producers) command.add(producer);
  return command;
}

Arguments read_totals(const Keys& keys, std::string_view tag, const ping::Article& article) {
  return {"HMGET", keys.article(tag, article), "l", "v", "r"};
}

Arguments propose_salt(std::string_view key, Day expires, const Salt& salt) {
  std::string bytes;
  for (const auto byte : salt) put(bytes, byte);
  return {"SET", key, hex(bytes), "NX", "EXAT", std::to_string(unix_seconds(expires))};
}

Arguments read_salt(std::string_view key) { return {"GET", key}; }

std::string hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 15U];
  }
  return out;
}

}  // namespace readcount::store
