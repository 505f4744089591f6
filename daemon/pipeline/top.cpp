#include "pipeline/questions.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <span>
#include <utility>

// The lists of articles: top and trending.

namespace readcount::pipeline {
namespace {

/// How many articles are looked at where the lists only say which ones may be in front.
constexpr std::size_t kLeastCandidates = 500;
constexpr std::size_t kCandidatesARow = 4;

/// What a view of `day` weighs now: the lists' weights are as of the beginning of their day.
double weight_now(query::Second day, Time now) {
  const std::chrono::duration<double, std::ratio<3600>> hours = now - Time(day);
  return std::exp2(-hours.count());
}

/// What is to be read for all pieces of all candidates, in their order.
std::vector<store::FieldsRead> reads_of_each(std::span<const Ranked> candidates,
                                             const query::Question& question,
                                             std::span<const query::Piece> pieces) {
  std::vector<store::FieldsRead> reads;
  for (const auto& candidate : candidates) {
    const ping::Article article{question.subject.site, candidate.path};
    auto own = store::reads_of(article, pieces, letter_of(question.metric));
    std::move(own.begin(), own.end(), std::back_inserter(reads));
  }
  return reads;
}

/// The candidates' values from the fields of their reads: each has a field for each piece.
void add_up(std::span<Ranked> candidates, const std::vector<std::vector<std::string>>& fields,
            std::size_t pieces) {
  std::vector<std::uint64_t> sums(candidates.size());
  std::size_t next = 0;
  for (const auto& read : fields) {
    for (const auto& field : read) sums[next++ / pieces] += store::amount_in(field);
  }
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    candidates[i].value = static_cast<double>(sums[i]);
  }
}

}  // namespace

asio::awaitable<Checked<TopAnswer>> Questions::find_top(query::Question question) {
  auto plan = query::plan_top(question, store_.lifetimes());
  if (!plan) co_return plan.error();
  std::vector<WeightedList> lists;
  // Which articles may have readers, their views tell.
  const auto metric =
      question.metric == query::Metric::readers ? query::Metric::views : question.metric;
  for (const auto& slot : plan->lists) {
    store::ListName name{letter_of(metric), question.subject, slot};
    auto list = co_await lists_.get(std::move(name), question.now);
    if (!list) co_return unavailable(list.error());
    lists.push_back({std::move(*list), 1});
  }
  auto most = question.limit;
  if (plan->by_pieces) most = std::max(kLeastCandidates, kCandidatesARow * most);
  auto ranked = co_await rank(std::move(lists), most);
  if (plan->by_pieces) {
    auto exact = co_await revalued(std::move(ranked), question, std::move(plan->pieces));
    if (!exact) co_return unavailable(exact.error());
    ranked = std::move(*exact);
  }
  auto rows = co_await described(std::move(ranked), question.subject.site);
  if (!rows) co_return unavailable(rows.error());
  TopAnswer answer;
  answer.from = plan->from;
  answer.to = plan->to;
  answer.rows = std::move(*rows);
  co_return answer;
}

asio::awaitable<Checked<TopAnswer>> Questions::find_trending(query::Question question) {
  const query::Second today = day_of(question.now);
  const query::Second yesterday = today - std::chrono::days(1);
  std::vector<WeightedList> lists;
  for (const auto day : {yesterday, today}) {
    store::ListName name;
    name.metric = store::ListName::kTrend;
    name.subject = question.subject;
    name.slot.grain = query::Grain::day;
    name.slot.begin = day;
    auto list = co_await lists_.get(std::move(name), question.now);
    if (!list) co_return unavailable(list.error());
    lists.push_back({std::move(*list), weight_now(day, question.now)});
  }
  auto ranked = co_await rank(std::move(lists), question.limit);
  constexpr double kHundred = 100;
  for (auto& one : ranked) one.value = std::round(one.value * kHundred) / kHundred;
  keep_greatest(ranked, question.limit);
  auto rows = co_await described(std::move(ranked), question.subject.site);
  if (!rows) co_return unavailable(rows.error());
  TopAnswer answer;
  answer.from = yesterday;
  answer.to = std::chrono::floor<std::chrono::seconds>(question.now);
  answer.rows = std::move(*rows);
  co_return answer;
}

/// The greatest sums of lists. Lets pings in after each list.
asio::awaitable<std::vector<Ranked>> Questions::rank(std::vector<WeightedList> lists,
                                                     std::size_t most) {
  Ranking ranking(std::move(lists), most);
  for (std::size_t i = 0; i < ranking.lists(); ++i) {
    ranking.propose(i);
    co_await asio::post(pipeline_, asio::use_awaitable);
  }
  for (std::size_t i = 0; i < ranking.lists(); ++i) {
    ranking.add_up(i);
    co_await asio::post(pipeline_, asio::use_awaitable);
  }
  co_return ranking.greatest();
}

/// The candidates by the sums of their own pieces. Some of them at a time: pings wait while their
/// reads are made and understood.
asio::awaitable<store::Result<std::vector<Ranked>>> Questions::revalued(
    std::vector<Ranked> candidates, query::Question question, std::vector<query::Piece> pieces) {
  constexpr std::size_t kAtOnce = 50;
  const std::span all(candidates);
  for (std::size_t begin = 0; begin < all.size(); begin += kAtOnce) {
    const auto part = all.subspan(begin, std::min(kAtOnce, all.size() - begin));
    auto reads = reads_of_each(part, question, pieces);
    const auto fields = co_await store_.fields(std::move(reads));
    if (!fields) co_return fields.error();
    add_up(part, *fields, pieces.size());
  }
  keep_greatest(candidates, question.limit);
  co_return candidates;
}

/// The rows, with what the articles' pages said of themselves.
asio::awaitable<store::Result<std::vector<ListRow>>> Questions::described(
    std::vector<Ranked> ranked, std::string site) {
  std::vector<store::FieldsRead> reads;
  reads.reserve(ranked.size());
  for (const auto& one : ranked) {
    reads.push_back(read_about({site, one.path}));
  }
  auto texts = co_await store_.fields(std::move(reads));
  if (!texts) co_return texts.error();
  std::vector<ListRow> rows;
  rows.reserve(ranked.size());
  for (std::size_t i = 0; i < ranked.size(); ++i) {
    auto& row = rows.emplace_back();
    row.path = std::move(ranked[i].path);
    row.value = ranked[i].value;
    take_about(row, std::move((*texts)[i]));
  }
  co_return rows;
}

}  // namespace readcount::pipeline
