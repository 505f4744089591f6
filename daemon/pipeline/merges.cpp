#include "pipeline/merges.hpp"

#include "base/log.hpp"
#include "ping/text.hpp"
#include "pipeline/list_row.hpp"
#include "pipeline/pipeline.hpp"
#include "pipeline/questions.hpp"

#include <boost/asio/co_spawn.hpp>

#include <memory>
#include <utility>

namespace readcount::pipeline {
namespace {

std::string name_of(const std::string& first, const std::string& second) {
  return std::string(ping::cut(first.empty() ? second : first, tally::kMaxSubjectName));
}

}  // namespace

Merges::Merges(Pipeline& pipeline, store::Store& store) : pipeline_(pipeline), store_(store) {}

asio::awaitable<Checked<MergePlan>> Merges::begin(ping::Article from, std::string into,
                                                  bool dry_run) {
  auto task = begin_there(std::move(from), std::move(into), dry_run);
  co_return co_await asio::co_spawn(pipeline_.executor(), std::move(task), asio::use_awaitable);
}

asio::awaitable<Checked<MergePlan>> Merges::begin_there(ping::Article from, std::string into,
                                                        bool dry_run) {
  const auto led = co_await pipeline_.redirector().lead(from, into, dry_run);
  if (!led) co_return led.error();
  std::vector<ping::Article> articles{from};
  const auto totals = co_await store_.totals(std::move(articles));
  if (!totals) co_return unavailable(totals.error());
  auto record = co_await merge_record(store_, from, led->into);
  if (!record) co_return unavailable(record.error());
  MergePlan plan;
  plan.record = std::move(*record);
  plan.of_old = totals->front();
  co_return plan;
}

asio::awaitable<Checked<bool>> Merges::finish(ping::Article into) {
  auto task = finish_there(std::move(into));
  co_return co_await asio::co_spawn(pipeline_.executor(), std::move(task), asio::use_awaitable);
}

asio::awaitable<Checked<bool>> Merges::finish_there(ping::Article into) {
  const auto completed = co_await complete_merges(store_);
  if (!completed) co_return unavailable(completed.error());
  pipeline_.doubt(into);
  co_return true;
}

asio::awaitable<store::Result<tally::Record>> merge_record(store::Store& store, ping::Article from,
                                                           std::string into) {
  std::vector<store::FieldsRead> reads;
  reads.push_back(read_about(from));
  reads.push_back(read_about({from.site, into}));
  auto fields = co_await store.fields(std::move(reads));
  if (!fields) co_return fields.error();
  ListRow old;
  ListRow other;
  take_about(old, std::move((*fields)[0]));
  take_about(other, std::move((*fields)[1]));
  tally::Record record;
  record.kind = tally::RecordKind::merge;
  record.section = name_of(old.section, other.section);
  record.author = name_of(old.author, other.author);
  record.article = std::move(from);
  record.into = std::move(into);
  co_return record;
}

asio::awaitable<store::Result<void>> complete_merges(store::Store& store) {
  auto moves = co_await store.moves();
  if (!moves) co_return moves.error();
  for (auto& move : *moves) {
    const auto damage = co_await store.complete(std::move(move), day_of(wall_now()));
    if (!damage) co_return damage.error();
    for (const auto& each : *damage) {
      log_error("a merge could not count into a broken key: " + each);
    }
  }
  co_return store::Result<void>{};
}

void Pipeline::doubt(const ping::Article& article) {
  if (auto* entry = tally_.articles().find(article)) entry->known_at = {};
}

/// What this daemon counted of an old article before it learned that it is one; and what merges
/// have put aside that nobody let arrive.
asio::awaitable<void> Pipeline::merge_what_came_late() {
  if (!settled_ || !keeper_.able()) co_return;
  for (auto& article : redirector_.learned()) {
    metrics::Metrics::gone(counters_of(article.site), article.path);
    late_.push_back({std::move(article), last_kept_});
  }
  std::vector<ping::Article> articles;
  while (!late_.empty() && late_.back().number <= applied_through_) {
    articles.push_back(std::move(late_.back().article));
    late_.pop_back();
  }
  if (!articles.empty()) {
    const auto totals = co_await store_.totals(articles);
    for (std::size_t i = 0; i < articles.size(); ++i) {
      if (!totals) {
        late_.push_back({articles[i], last_kept_});  // again, once the store is back
      } else if ((*totals)[i] != tally::Totals()) {
        co_await merge_late(articles[i]);
      }
    }
  }
  // A store that fails is the flush loop's to report; the next turn goes on.
  static_cast<void>(co_await complete_merges(store_));
}

asio::awaitable<void> Pipeline::merge_late(ping::Article article) {
  auto into = article;
  redirector_.redirects().resolve(into);
  auto found = co_await merge_record(store_, article, into.path);
  if (!found) {
    late_.push_back({std::move(article), last_kept_});
    co_return;
  }
  const auto record = std::make_shared<tally::Record>(std::move(*found));
  const auto number = stage(*record);
  keeper_.write([this, record, number](bool ok) {
    if (ok) {
      last_kept_ = number;
      tally_.commit(*record, number);
    } else {
      late_.push_back({record->article, last_kept_});
    }
    show_unapplied();
  });
}

}  // namespace readcount::pipeline
