#include "pipeline/presence.hpp"

#include <string_view>
#include <utility>

namespace readcount::pipeline {
namespace {

constexpr std::chrono::seconds kBetweenReports{4};
constexpr std::chrono::milliseconds kAnswerStands{500};
constexpr std::chrono::seconds kDescriptionStands{3};
constexpr std::size_t kMostAnswers = 1000;  // any localhost site may be asked for

/// Says of rows what was said of them before.
void describe_as_before(LiveSite& sum, const LiveSite& before) {
  sum.views = before.views;
  boost::unordered_flat_map<std::string_view, const LiveRow*> rows;
  for (const auto& row : before.rows) rows[row.row.path] = &row;
  for (auto& row : sum.rows) {
    const auto found = rows.find(row.row.path);
    if (found == rows.end()) continue;
    const auto value = row.row.value;
    row = *found->second;
    row.row.value = value;
  }
}

}  // namespace

Presence::Presence(const asio::any_io_executor& executor, store::Store& store, std::string producer,
                   tally::Tally& tally)
    : executor_(executor),
      store_(store),
      producer_(std::move(producer)),
      tally_(tally),
      timer_(executor) {}

asio::awaitable<void> Presence::run() {
  while (!stopping_) {
    co_await report();
    if (stopping_) break;
    timer_.expires_after(kBetweenReports);
    co_await timer_.async_wait(as_result);
  }
  co_await store_.withdraw(producer_);
}

void Presence::stop() {
  stopping_ = true;
  timer_.cancel();
}

/// A store that fails is the flush loop's to tell.
asio::awaitable<void> Presence::report() {
  while (!succeeded_.empty()) {
    const auto withdrawn = co_await store_.withdraw(succeeded_.back());
    if (!withdrawn) co_return;
    succeeded_.pop_back();
  }
  store::Report own{producer_, to_report(tally_)};
  const auto reported = co_await store_.report(std::move(own));
  if (!reported) co_return;
  auto reports = co_await store_.reports();
  if (!reports) co_return;
  std::erase_if(*reports, [this](const auto& report) { return report.producer == producer_; });
  elsewhere_.hear(*reports, Clock::now());
}

std::uint32_t Presence::elsewhere(const ping::Article& article) {
  if (elsewhere_.empty()) return 0;  // asked for every ping
  elsewhere_.expire(Clock::now());
  return elsewhere_.of(article);
}

asio::awaitable<std::shared_ptr<const LiveSite>> Presence::of(std::string site) {
  co_await asio::this_coro::throw_if_cancelled(false);
  if (answers_.size() >= kMostAnswers) answers_.clear();
  auto& place = answers_[site];
  if (!place) place = std::make_shared<Answer>(executor_);
  const auto answer = place;
  while (!answer->site && answer->under_way) {
    answer->made.expires_at(Clock::time_point::max());
    co_await answer->made.async_wait(as_result);
  }
  const bool stands = answer->site && Clock::now() - answer->made_at < kAnswerStands;
  if (stands || answer->under_way) co_return answer->site;
  answer->under_way = true;
  try {
    co_await make(site, *answer);
  } catch (...) {
    answer->under_way = false;
    answer->made.cancel();
    throw;
  }
  answer->under_way = false;
  answer->made.cancel();
  co_return answer->site;
}

asio::awaitable<void> Presence::make(const std::string& site, Answer& answer) {
  elsewhere_.expire(Clock::now());
  auto sum = std::make_shared<LiveSite>(add_up(site, tally_, elsewhere_));
  co_await describe(site, *sum, answer);
  if (!answer.site || *answer.site != *sum) answer.site = std::move(sum);
  answer.made_at = Clock::now();
}

/// Says of the site and of each row what the store has. Not asked again so soon, and while it is
/// away, is what the last answer said.
asio::awaitable<void> Presence::describe(const std::string& site, LiveSite& sum, Answer& answer) {
  if (answer.site) describe_as_before(sum, *answer.site);
  const auto now = Clock::now();
  const bool all = !answer.site || now - answer.described_at >= kDescriptionStands;
  std::vector<store::FieldsRead> reads;
  std::vector<LiveRow*> rows;
  if (all) reads.push_back(read_about({site, {}}));
  for (auto& row : sum.rows) {
    if (!all && row.is_described) continue;
    rows.push_back(&row);
    reads.push_back(read_about({site, row.row.path}));
  }
  auto fields = co_await store_.fields(std::move(reads));
  if (!fields) co_return;
  std::size_t next = 0;
  if (all) {
    answer.described_at = now;
    sum.views = store::amount_in((*fields)[next++][3]);
  }
  for (auto* row : rows) {
    row->views = take_about(row->row, std::move((*fields)[next++]));
    row->is_described = true;
  }
}

}  // namespace readcount::pipeline
