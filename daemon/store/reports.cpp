#include "store/reports.hpp"

#include "base/number.hpp"
#include "ping/text.hpp"
#include "store/classify.hpp"
#include "store/replies.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace readcount::store {
namespace {

constexpr std::string_view kReadingLive = "reading who is live";

/// Two reports and a bit: one may be late.
constexpr std::string_view kReportStays = "9";
constexpr std::string_view kReportersStay = "60";

/// Takes off the text up to a separator, which goes as well.
std::string_view take_until(std::string_view& text, char separator) {
  const auto end = std::min(text.find(separator), text.size());
  const auto part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return part;
}

std::string text_of(const Report& report) {
  std::string text;
  for (const auto& [article, live] : report.counts) {
    auto line = std::to_string(live);
    line.append(" ").append(article.site).append(" ").append(article.path).append("\n");
    if (text.size() + line.size() > kMostReportBytes) break;
    text += line;
  }
  return text;
}

std::optional<tally::LiveCount> count_in(std::string_view line) {
  const auto live = whole_number<std::uint32_t>(take_until(line, ' '));
  const auto site = take_until(line, ' ');
  const bool sound = live && !site.empty() && ping::is_utf8(site) && ping::is_utf8(line) &&
                     (line.empty() || line.starts_with('/'));
  if (!sound) return std::nullopt;
  return tally::LiveCount{{std::string(site), std::string(line)}, *live};
}

}  // namespace

std::vector<Arguments> publish_report(const Keys& keys, const Report& report) {
  return {{"SET", keys.report(report.producer), text_of(report), "EX", kReportStays},
          {"HSET", keys.live(), report.producer, "1"},
          {"EXPIRE", keys.live(), kReportersStay}};
}

std::vector<Arguments> withdraw_report(const Keys& keys, std::string_view producer) {
  return {{"UNLINK", keys.report(producer)}, forget_reporter(keys, producer)};
}

Arguments read_reporters(const Keys& keys) { return {"HGETALL", keys.live()}; }

Arguments read_report(const Keys& keys, std::string_view producer) {
  return {"GET", keys.report(producer)};
}

Arguments forget_reporter(const Keys& keys, std::string_view producer) {
  return {"HDEL", keys.live(), producer};
}

Result<std::vector<std::string>> decode_reporters(const Reply& reply) {
  if (reply.is_error()) return failure_of(kReadingLive, reply.text);
  const auto& elements = reply.elements;
  if (reply.kind != Reply::Kind::array || elements.size() % 2 != 0) return nonsense(kReadingLive);
  std::vector<std::string> producers;
  for (std::size_t i = 0; i < elements.size(); i += 2) producers.push_back(elements[i].text);
  return producers;
}

Result<std::optional<tally::LiveCounts>> decode_report(const Reply& reply) {
  if (reply.is_error()) return failure_of(kReadingLive, reply.text);
  if (reply.kind == Reply::Kind::nil) return std::optional<tally::LiveCounts>();
  if (reply.kind != Reply::Kind::text) return nonsense(kReadingLive);
  tally::LiveCounts counts;
  std::string_view text = reply.text;
  while (!text.empty()) {
    if (auto count = count_in(take_until(text, '\n'))) counts.push_back(std::move(*count));
  }
  return std::optional(std::move(counts));
}

}  // namespace readcount::store
