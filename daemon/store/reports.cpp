#include "store/reports.hpp"

#include "base/number.hpp"
#include "ping/text.hpp"
#include "store/classify.hpp"

#include <algorithm>
#include <optional>

namespace readcount::store {
namespace {

constexpr std::chrono::seconds kStay{60};

/// Takes off the text up to a separator, which goes as well.
std::string_view take_until(std::string_view& text, char separator) {
  const auto end = std::min(text.find(separator), text.size());
  const auto part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return part;
}

std::string text_of(const Report& report) {
  std::string text = std::to_string(report.number) + '\n';
  for (const auto& [article, live] : report.counts) {
    if (text.size() > kMostBytes) break;
    text += std::to_string(live);
    text.append(" ").append(article.site).append(" ").append(article.path).append("\n");
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

Report report_in(std::string_view producer, std::string_view text) {
  Report report;
  report.producer = producer;
  report.number = whole_number<std::uint64_t>(take_until(text, '\n')).value_or(0);
  while (!text.empty()) {
    if (auto count = count_in(take_until(text, '\n'))) report.counts.push_back(std::move(*count));
  }
  return report;
}

}  // namespace

tally::LiveCounts most_read(tally::LiveCounts counts) {
  const auto articles = std::partition(
      counts.begin(), counts.end(), [](const auto& count) { return count.article.path.empty(); });
  const auto most = static_cast<std::ptrdiff_t>(kMostReported);
  const auto end = articles + std::min(counts.end() - articles, most);
  std::partial_sort(articles, end, counts.end(),
                    [](const auto& a, const auto& b) { return a.live > b.live; });
  counts.erase(end, counts.end());
  return counts;
}

Arguments publish_report(const Keys& keys, const Report& report) {
  return {"HSET", keys.live(), report.producer, text_of(report)};
}

Arguments withdraw_report(const Keys& keys, std::string_view producer) {
  return {"HDEL", keys.live(), producer};
}

Arguments read_reports(const Keys& keys) { return {"HGETALL", keys.live()}; }

Arguments let_reports_expire(const Keys& keys) {
  return {"EXPIRE", keys.live(), std::to_string(kStay.count())};
}

Result<std::vector<Report>> decode_reports(const Reply& reply) {
  constexpr std::string_view kDoing = "reading who is live";
  if (reply.is_error()) return failure_of(kDoing, reply.text);
  const auto& elements = reply.elements;
  if (reply.kind != Reply::Kind::array || elements.size() % 2 != 0) {
    return Failure{FailureKind::away,
                   std::string(kDoing) + ": Redis gave an answer of an unexpected form"};
  }
  std::vector<Report> reports;
  for (std::size_t i = 0; i < elements.size(); i += 2) {
    reports.push_back(report_in(elements[i].text, elements[i + 1].text));
  }
  return reports;
}

}  // namespace readcount::store
