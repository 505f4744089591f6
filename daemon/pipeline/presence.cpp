#include "pipeline/presence.hpp"

#include <string_view>
#include <utility>

namespace readcount::pipeline {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::seconds kBetweenReports{4};
constexpr std::chrono::milliseconds kAnswerStands{500};
constexpr std::size_t kMostAnswers = 1000;  // any localhost site may be asked for

}  // namespace

Presence::Presence(const asio::any_io_executor& executor, store::Store& store, std::string producer,
                   Own own)
    : executor_(executor),
      store_(store),
      producer_(std::move(producer)),
      own_(std::move(own)),
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

asio::awaitable<void> Presence::report() {
  store::Report own;
  own.producer = producer_;
  own.number = ++number_;
  own.counts = store::most_read(own_());
  // A store that fails is the flush loop's to report.
  auto reports = co_await store_.report(std::move(own));
  if (!reports) co_return;
  std::erase_if(*reports, [this](const auto& report) { return report.producer == producer_; });
  const auto dead = elsewhere_.hear(std::move(*reports), steady_clock::now());
  for (const auto& producer : dead) co_await store_.withdraw(producer);
}

std::uint32_t Presence::elsewhere(const ping::Article& article) {
  if (elsewhere_.empty()) return 0;  // asked for every ping
  elsewhere_.expire(steady_clock::now());
  return elsewhere_.of(article);
}

asio::awaitable<std::shared_ptr<const LiveSite>> Presence::of(std::string site) {
  co_await asio::this_coro::throw_if_cancelled(false);
  const auto now = steady_clock::now();
  if (answers_.size() >= kMostAnswers) answers_.clear();
  auto& answer = answers_[site];
  const auto known = answer.site;
  if (known && now - answer.made < kAnswerStands) co_return known;
  answer.made = now;  // who asks meanwhile gets what is known
  elsewhere_.expire(now);
  auto sum = std::make_shared<LiveSite>(add_up(site, own_(), elsewhere_));
  co_await describe(site, *sum, known.get());
  answers_[site] = {now, sum};
  co_return sum;
}

/// Says of each row what the store has; while it is away, what the last answer said.
asio::awaitable<void> Presence::describe(const std::string& site, LiveSite& sum,
                                         const LiveSite* before) {
  std::vector<ping::Article> articles{{site, {}}};
  for (const auto& row : sum.rows) articles.push_back(row.article);
  auto abouts = co_await store_.about(std::move(articles));
  if (abouts) {
    sum.views = abouts->front().views;
    for (std::size_t i = 0; i < sum.rows.size(); ++i) {
      sum.rows[i].about = std::move((*abouts)[i + 1]);
    }
  } else if (before != nullptr) {
    sum.views = before->views;
    boost::unordered_flat_map<std::string_view, const store::About*> abouts_before;
    for (const auto& row : before->rows) abouts_before[row.article.path] = &row.about;
    for (auto& row : sum.rows) {
      const auto it = abouts_before.find(row.article.path);
      if (it != abouts_before.end()) row.about = *it->second;
    }
  }
}

}  // namespace readcount::pipeline
