#include "pipeline/questions.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <utility>

// Numbers over time, and where views come from.

namespace readcount::pipeline {
namespace {

/// The letter of a kind in the store's sources.
char letter_of_source(query::SourceKind kind) noexcept {
  switch (kind) {
    case query::SourceKind::referrer:
      return 'r';
    case query::SourceKind::channel:
      return 'h';
    case query::SourceKind::campaign:
      return 'p';
    case query::SourceKind::device:
      return 'd';
    case query::SourceKind::country:
      return 'c';
    case query::SourceKind::language:
      return 'l';
    case query::SourceKind::sender_class:
      return 'k';
    default:
      return 'n';
  }
}

using Sums = boost::unordered_flat_map<std::string, std::uint64_t>;

/// Adds what a day has of one kind.
void add_day(Sums& sums, const std::vector<store::Amount>& day, char kind) {
  for (const auto& [name, amount] : day) {
    if (name.size() < 2 || name[0] != kind || name[1] != ':') continue;
    sums[name.substr(2)] += amount;
  }
}

std::vector<SourcesAnswer::Row> greatest(const Sums& sums, std::size_t most) {
  std::vector<SourcesAnswer::Row> rows;
  rows.reserve(sums.size());
  for (const auto& [name, value] : sums) {
    if (value > 0) rows.push_back({name, value});
  }
  std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
    return a.value != b.value ? a.value > b.value : a.name < b.name;
  });
  rows.resize(std::min(rows.size(), most));
  return rows;
}

/// The sums of buckets from the fields of all their pieces, in their order.
std::vector<SeriesAnswer::Row> rows_of(const std::vector<query::Bucket>& buckets,
                                       const std::vector<std::vector<std::string>>& fields) {
  std::vector<std::uint64_t> amounts;
  for (const auto& read : fields) {
    for (const auto& field : read) amounts.push_back(store::amount_in(field));
  }
  std::vector<SeriesAnswer::Row> rows;
  rows.reserve(buckets.size());
  std::size_t next = 0;
  for (const auto& bucket : buckets) {
    SeriesAnswer::Row row{bucket.begin, 0};
    for (std::size_t i = 0; i < bucket.pieces.size(); ++i) row.value += amounts[next++];
    rows.push_back(row);
  }
  return rows;
}

}  // namespace

asio::awaitable<Checked<SeriesAnswer>> Questions::find_series(query::Question question) {
  redirects_.resolve(question.subject);
  const auto plan = query::plan_series(question, store_.lifetimes());
  if (!plan) co_return plan.error();
  std::vector<query::Piece> pieces;
  for (const auto& bucket : plan->buckets) {
    pieces.insert(pieces.end(), bucket.pieces.begin(), bucket.pieces.end());
  }
  auto reads = store::reads_of(question.subject, pieces, letter_of(question.metric));
  const auto fields = co_await store_.fields(std::move(reads));
  if (!fields) co_return unavailable(fields.error());
  SeriesAnswer answer;
  answer.step = plan->step;
  answer.from = plan->from;
  answer.to = plan->to;
  answer.rows = rows_of(plan->buckets, *fields);
  if (question.period.all) {
    const auto first = std::find_if(answer.rows.begin(), answer.rows.end(),
                                    [](const auto& row) { return row.value > 0; });
    answer.rows.erase(answer.rows.begin(), first);
    if (!answer.rows.empty()) answer.from = answer.rows.front().begin;
  }
  co_return answer;
}

asio::awaitable<Checked<SourcesAnswer>> Questions::find_sources(query::Question question) {
  redirects_.resolve(question.subject);
  const auto& lifetimes = store_.lifetimes();
  const auto stay = question.is_of_article() ? lifetimes.sources : lifetimes.site_sources;
  const auto plan = query::plan_days(question, stay);
  if (!plan) co_return plan.error();
  constexpr std::size_t kDaysAtOnce = 16;  // a day of a site may have thousands of names
  const auto kind = letter_of_source(question.by);
  Sums sums;
  for (std::size_t begin = 0; begin < plan->days.size(); begin += kDaysAtOnce) {
    std::vector<store::HashName> hashes;
    for (auto i = begin; i < std::min(begin + kDaysAtOnce, plan->days.size()); ++i) {
      hashes.push_back({store::HashName::Kind::sources, question.subject, plan->days[i].begin});
    }
    const auto days = co_await store_.hashes(std::move(hashes));
    if (!days) co_return unavailable(days.error());
    for (const auto& day : *days) add_day(sums, day, kind);
    co_await asio::post(pipeline_, asio::use_awaitable);  // lets pings in between
  }
  if (question.by == query::SourceKind::sender_class) {
    const auto loads = co_await loads_in(question.subject, plan->days);
    if (!loads) co_return unavailable(loads.error());
    sums["reader"] = *loads;
  }
  SourcesAnswer answer;
  answer.from = plan->from;
  answer.to = plan->to;
  answer.rows = greatest(sums, question.limit);
  co_return answer;
}

/// What is not set aside is a reader's.
asio::awaitable<store::Result<std::uint64_t>> Questions::loads_in(ping::Article site,
                                                                  std::vector<query::Piece> days) {
  constexpr char kLoads = 'l';
  auto reads = store::reads_of(site, days, kLoads);
  const auto fields = co_await store_.fields(std::move(reads));
  if (!fields) co_return fields.error();
  std::uint64_t loads = 0;
  for (const auto& read : *fields) {
    for (const auto& field : read) loads += store::amount_in(field);
  }
  co_return loads;
}

}  // namespace readcount::pipeline
