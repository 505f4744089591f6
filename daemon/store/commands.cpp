#include "store/commands.hpp"

#include "base/bytes.hpp"
#include "store/moved.hpp"
#include "store/program.hpp"
#include "store/script.hpp"

namespace readcount::store {
namespace {

std::int64_t unix_seconds(Day day) {
  return std::chrono::duration_cast<std::chrono::seconds>(day.time_since_epoch()).count();
}

/// The records (from, to] are in the program.
struct Span {
  tally::RecordNumber from;
  tally::RecordNumber to;
};

Arguments call(const Program& program, std::string_view producer, Span span, ScriptBy by) {
  Arguments command;
  command.add(by == ScriptBy::source ? "EVAL" : "EVALSHA");
  command.add(by == ScriptBy::source ? apply_script() : apply_script_sha1());
  command.add(program.keys().size());
  for (const auto& key : program.keys()) command.add(key);
  command.add(producer);
  command.add(span.from);
  command.add(span.to);
  command.add_all(program.words());
  return command;
}

}  // namespace

Arguments apply_call(const Layout& layout, std::string_view tag, std::string_view producer,
                     const tally::Batch& batch, ScriptBy by) {
  Program program(layout, tag, move_of(producer, batch.to));
  for (const auto& delta : batch.deltas) program.add(delta);
  return call(program, producer, {batch.from, batch.to}, by);
}

Arguments restore_call(const Layout& layout, std::string_view producer, const Restoration& part,
                       ScriptBy by) {
  Program program(layout, tag_of(part.partition));
  for (const auto* line : part.lines) program.add(*line);
  return call(program, producer, {part.from, part.to}, by);
}

Arguments deliver_call(const Layout& layout, const Move& move, std::span<const MovedPart> parts,
                       tally::RecordNumber from, tally::RecordNumber to) {
  const auto into = into_of(move);
  Program program(layout, tag_of(tally::partition_of(into)), move.id);
  for (const auto& part : parts) program.add(part, into);
  return call(program, producer_of(move), {from, to}, ScriptBy::source);
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
  return {"HMGET", keys.article(tag, article), "l", "v", "r", "d", "c", "e"};
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
