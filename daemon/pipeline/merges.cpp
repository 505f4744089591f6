#include "pipeline/merges.hpp"

#include "ping/text.hpp"
#include "pipeline/list_row.hpp"
#include "pipeline/pipeline.hpp"
#include "pipeline/questions.hpp"

#include <boost/asio/co_spawn.hpp>

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
  const auto completed = co_await pipeline_.complete_merges(Pipeline::kAllMoves);
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

void Pipeline::doubt(const ping::Article& article) {
  if (auto* entry = tally_.articles().find(article)) entry->known_at = {};
}

}  // namespace readcount::pipeline
