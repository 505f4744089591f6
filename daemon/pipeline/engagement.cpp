#include "base/number.hpp"
#include "pipeline/questions.hpp"
#include "query/instant.hpp"
#include "tally/spread.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

// How far the readers of an article came.

namespace readcount::pipeline {
namespace {

constexpr std::string_view kFunnel = "lvrdce";  // as in EngagementAnswer
constexpr std::array<std::string_view, 4> kScroll{"s25", "s50", "s75", "s100"};
constexpr int kAgeDays = 31;

/// The names of all fields of a spread.
std::vector<std::string> spread_fields() {
  std::vector<std::string> names(kScroll.begin(), kScroll.end());
  for (unsigned bucket = 0; bucket < tally::kBuckets; ++bucket) {
    names.push_back('b' + std::to_string(bucket));
  }
  return names;
}

/// Adds the fields of spreads up; answer.views is already told.
void take_spread(EngagementAnswer& answer, const std::vector<store::Amount>& spread) {
  std::map<unsigned, std::uint64_t> buckets;
  for (const auto& [field, amount] : spread) {
    const auto* const found = std::find(kScroll.begin(), kScroll.end(), field);
    if (found != kScroll.end()) {
      answer.scroll[static_cast<std::size_t>(found - kScroll.begin())] += amount;
    } else if (field.starts_with('b')) {
      const auto bucket = whole_number<unsigned>(std::string_view(field).substr(1));
      if (bucket && *bucket < tally::kBuckets) buckets[*bucket] += amount;
    }
  }
  answer.engaged = quantiles_of(buckets, answer.views);
}

/// The whole time of an article, whose spread stands in the article's own hash.
query::DayPlan plan_for(const query::Question& question) {
  query::DayPlan plan;
  plan.from = question.period.from;
  plan.to = question.period.to;
  return plan;
}

}  // namespace

asio::awaitable<Checked<EngagementAnswer>> Questions::find_engagement(query::Question question) {
  redirects_.resolve(question.subject);
  const bool all = question.period.all;
  Checked<query::DayPlan> plan = plan_for(question);
  if (!all) plan = query::plan_days(question, store_.lifetimes().engagement);
  if (!plan) co_return plan.error();
  const auto now = std::chrono::floor<std::chrono::seconds>(question.now);
  auto pieces = query::pieces_of(plan->from, plan->to, now);
  if (all) pieces.assign(1, query::Piece{query::Grain::total, plan->from});
  std::vector<store::FieldsRead> reads;
  for (const char letter : kFunnel) {
    auto own = store::reads_of(question.subject, pieces, letter);
    std::move(own.begin(), own.end(), std::back_inserter(reads));
  }
  const auto a_letter = reads.size() / kFunnel.size();
  const auto fields = co_await store_.fields(std::move(reads));
  if (!fields) co_return unavailable(fields.error());

  EngagementAnswer answer;
  answer.from = plan->from;
  answer.to = plan->to;
  const std::array funnel{&answer.loads, &answer.views,       &answer.readers,
                          &answer.reads, &answer.completions, &answer.engaged_seconds};
  for (std::size_t i = 0; i < fields->size(); ++i) {
    for (const auto& field : (*fields)[i]) *funnel[i / a_letter] += store::amount_in(field);
  }
  answer.readers = tally::shown_readers(answer.views, answer.readers);
  const auto spread = co_await read_spread(question, std::move(plan->days));
  if (!spread) co_return unavailable(spread.error());
  take_spread(answer, *spread);
  if (question.is_of_article()) {
    const auto age = co_await add_age(answer, question);
    if (!age) co_return unavailable(age.error());
  }
  co_return answer;
}

/// All fields of the spreads of these days, or with period=all of the subject's own.
asio::awaitable<store::Result<std::vector<store::Amount>>> Questions::read_spread(
    query::Question question, std::vector<query::Piece> days) {
  std::vector<store::Amount> spread;
  if (question.period.all) {
    const auto names = spread_fields();
    std::vector<store::FieldsRead> reads;
    reads.push_back({{store::HashName::Kind::article, question.subject, {}}, names});
    const auto fields = co_await store_.fields(std::move(reads));
    if (!fields) co_return fields.error();
    for (std::size_t i = 0; i < names.size(); ++i) {
      spread.emplace_back(names[i], store::amount_in(fields->front()[i]));
    }
    co_return spread;
  }
  std::vector<store::HashName> hashes;
  hashes.reserve(days.size());
  for (const auto& day : days) {
    hashes.push_back({store::HashName::Kind::spread, question.subject, day.begin});
  }
  auto amounts = co_await store_.hashes(std::move(hashes));
  if (!amounts) co_return amounts.error();
  for (auto& day : *amounts) std::move(day.begin(), day.end(), std::back_inserter(spread));
  co_return spread;
}

/// The views of each day since the page's publication, for a month; none where it said no date.
asio::awaitable<store::Result<void>> Questions::add_age(EngagementAnswer& answer,
                                                        query::Question question) {
  std::vector<store::FieldsRead> reads;
  reads.push_back({{store::HashName::Kind::article, question.subject, {}}, {"published"}});
  const auto published = co_await store_.fields(std::move(reads));
  if (!published) co_return published.error();
  const auto date = query::date_in(published->front().front());
  if (!date) co_return store::Result<void>();

  std::vector<query::Piece> days;
  for (int i = 0; i < kAgeDays; ++i) {
    const query::Second day = std::chrono::sys_days(*date) + std::chrono::days(i);
    if (day <= question.now) days.push_back({query::Grain::day, day});
  }
  auto of_days = store::reads_of(question.subject, days, letter_of(query::Metric::views));
  const auto views = co_await store_.fields(std::move(of_days));
  if (!views) co_return views.error();
  for (const auto& read : *views) {
    for (const auto& field : read) answer.age.push_back(store::amount_in(field));
  }
  co_return store::Result<void>();
}

}  // namespace readcount::pipeline
