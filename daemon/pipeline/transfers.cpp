#include "pipeline/transfers.hpp"

#include "base/log.hpp"
#include "pipeline/pipeline.hpp"
#include "pipeline/questions.hpp"

#include <boost/asio/co_spawn.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace readcount::pipeline {
namespace {

/// A script call stops all other work of its Redis: so many values take some ten milliseconds.
constexpr std::size_t kMostValues = 5000;

/// No run's id: those are hexadecimal digits alone.
std::string producer_of(const std::string& file) { return "import-" + file; }

std::uint64_t fresh_lines(const dump::Part& part, const store::Markers& markers) {
  const auto is_fresh = [&](const dump::NumberedLine& line) {
    return line.number > markers[tally::partition_of(line.line.subject)];
  };
  return static_cast<std::uint64_t>(std::count_if(part.lines.begin(), part.lines.end(), is_fresh));
}

}  // namespace

Transfers::Transfers(Pipeline& pipeline, store::Store& store)
    : pipeline_(pipeline), store_(store) {}

std::shared_ptr<Export> Transfers::begin_export(std::string site, Time now) {
  return std::make_shared<Export>(store_, std::move(site), now);
}

asio::awaitable<Checked<std::string>> Transfers::next(std::shared_ptr<Export> from) {
  auto task = from->next();
  co_return co_await asio::co_spawn(pipeline_.executor(), std::move(task), asio::use_awaitable);
}

asio::awaitable<Checked<Imported>> Transfers::import(dump::Part part, bool dry_run) {
  auto task = take(std::move(part), dry_run);
  co_return co_await asio::co_spawn(pipeline_.executor(), std::move(task), asio::use_awaitable);
}

std::vector<store::Restoration> next_round(const dump::Part& part, const store::Markers& markers) {
  std::vector<store::Restoration> round;
  std::array<std::size_t, tally::kPartitions> place{};
  std::array<std::size_t, tally::kPartitions> values{};
  for (unsigned p = 0; p < tally::kPartitions; ++p) {
    if (markers[p] >= part.last) continue;
    place[p] = round.size();
    round.push_back({static_cast<tally::Partition>(p), markers[p], part.last, {}});
  }
  for (const auto& [number, line] : part.lines) {
    const auto p = tally::partition_of(line.subject);
    if (number <= markers[p] || markers[p] >= part.last) continue;
    auto& of_partition = round[place[p]];
    if (of_partition.to < number) continue;  // the next round's
    if (values[p] > 0 && values[p] + line.values.size() > kMostValues) {
      of_partition.to = number - 1;
      continue;
    }
    values[p] += line.values.size();
    of_partition.lines.push_back(&line);
  }
  return round;
}

asio::awaitable<Checked<Imported>> Transfers::take(dump::Part part, bool dry_run) {
  const auto producer = producer_of(part.id);
  Imported imported;
  for (bool first = true;; first = false) {
    std::vector<std::string> producers{producer};
    const auto markers = co_await store_.markers(std::move(producers));
    if (!markers) co_return unavailable(markers.error());
    const auto& of_file = markers->front();
    if (first) imported.fresh = fresh_lines(part, of_file);
    if (dry_run) co_return imported;
    const auto least = *std::min_element(of_file.begin(), of_file.end());
    if (least + 1 < part.first) {
      co_return Problem{Code::out_of_order,
                        "the lines before this part are not in: send those from " +
                            std::to_string(least + 1) + " on first"};
    }
    auto round = next_round(part, of_file);
    if (round.empty()) {
      for (const auto& [number, line] : part.lines) follow(line);
      co_return imported;
    }
    const auto damaged = co_await restore(producer, std::move(round));
    if (!damaged) co_return damaged.error();
    imported.damaged += *damaged;
  }
}

/// An old article has counts of its own again, or stands in a list.
void Transfers::follow(const dump::Line& line) {
  pipeline_.follow(line.subject);
  if (line.kind != dump::Kind::list && line.kind != dump::Kind::trend) return;
  for (const auto& [path, value] : line.values) pipeline_.follow({line.subject.site, path});
}

/// Tells how many values broken keys swallowed. A marker that was not where it had been is no
/// failure: somebody else imports the same file.
asio::awaitable<Checked<std::uint64_t>> Transfers::restore(std::string producer,
                                                           std::vector<store::Restoration> round) {
  const auto results = co_await store_.restore(std::move(producer), std::move(round));
  if (!results) co_return unavailable(results.error());
  std::uint64_t damaged = 0;
  for (const auto& result : *results) {
    if (!result) co_return unavailable(result.error());
    for (const auto& damage : result->damage) {
      log_error("an import could not count into a broken key: " + damage);
      ++damaged;
    }
  }
  co_return damaged;
}

}  // namespace readcount::pipeline
