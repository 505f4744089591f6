#include "pipeline/asker.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>

#include <chrono>
#include <utility>

namespace readcount::pipeline {

Asker::Asker(TaskGroup& tasks, store::Store& store, std::function<void(Work*)> finished,
             std::function<void()> all_finished)
    : tasks_(tasks),
      store_(store),
      finished_(std::move(finished)),
      all_finished_(std::move(all_finished)) {}

void Asker::ask(tally::Entry& entry, Work& work, std::optional<tally::Totals>& into) {
  ++work.missing;
  wishes_[&entry].push_back({&work, &into});
  if (entry.asked) return;
  entry.asked = true;
  next_.push_back(&entry);
  if (scheduled_) return;
  scheduled_ = true;
  tasks_.spawn("asking the store for counts", run());
}

asio::awaitable<void> Asker::run() {
  // In a later turn, behind what else this turn asks for; and who asks is told nothing meanwhile,
  // even where the store fails at once.
  const auto executor = co_await asio::this_coro::executor;
  co_await asio::post(executor, as_result);
  scheduled_ = false;
  const auto entries = std::exchange(next_, {});
  std::vector<ping::Article> articles;
  articles.reserve(entries.size());
  for (const auto* entry : entries) articles.push_back(entry->article);

  const auto totals = co_await store_.totals(std::move(articles));
  const auto now = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < entries.size(); ++i) {
    auto& entry = *entries[i];
    entry.asked = false;
    if (totals) entry.know((*totals)[i], now);
    const auto found = wishes_.find(&entry);
    const auto wishes = std::move(found->second);
    wishes_.erase(found);
    fulfil(entry, wishes);
  }
  all_finished_();
}

void Asker::fulfil(tally::Entry& entry, const std::vector<Wish>& wishes) {
  std::optional<tally::Totals> shown;
  if (entry.is_known) shown = entry.shown();
  for (const auto& wish : wishes) {
    *wish.into = shown;
    if (--wish.work->missing == 0) finished_(wish.work);
  }
}

}  // namespace readcount::pipeline
