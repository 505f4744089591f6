#pragma once

#include "base/asio.hpp"
#include "base/problem.hpp"
#include "pipeline/list_cache.hpp"
#include "pipeline/list_row.hpp"
#include "pipeline/quantiles.hpp"
#include "pipeline/ranking.hpp"
#include "query/plan.hpp"
#include "store/store.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace readcount::pipeline {

struct TopAnswer {
  query::Second from{};
  query::Second to{};
  std::vector<ListRow> rows;
};

struct SeriesAnswer {
  struct Row {
    query::Second begin{};
    std::uint64_t value = 0;
  };

  query::Step step = query::Step::hour;
  query::Second from{};
  query::Second to{};
  std::vector<Row> rows;
};

struct SourcesAnswer {
  struct Row {
    std::string name;
    std::uint64_t value = 0;
  };

  query::Second from{};
  query::Second to{};
  std::vector<Row> rows;
};

struct EngagementAnswer {
  query::Second from{};
  query::Second to{};
  std::uint64_t loads = 0;
  std::uint64_t views = 0;
  std::uint64_t readers = 0;
  std::uint64_t reads = 0;
  std::uint64_t completions = 0;
  std::uint64_t engaged_seconds = 0;
  Quantiles engaged{};
  std::array<std::uint64_t, 4> scroll{};  ///< views that got at least to 25, 50, 75, 100 %
  std::vector<std::uint64_t> age;         ///< views on the day of publication, the next, …
};

/// Answers what editors ask, from the store: what this daemon has not yet applied is not in it (a
/// flush interval). Refuses with store_unavailable while the store is away, and with not_kept what
/// the plans refuse. An old article is answered as the one that it leads to.
///
/// Its methods may be awaited on any executor; the work is done on the pipeline's. The store
/// outlives it.
class Questions {
 public:
  Questions(asio::any_io_executor pipeline, store::Store& store, const tally::Redirects& redirects);
  Questions(const Questions&) = delete;
  Questions& operator=(const Questions&) = delete;

  /// The articles with the greatest values. Ones that a pruned list has lost are missed, and what
  /// an article had there: at most the value of the list's last line.
  asio::awaitable<Checked<TopAnswer>> top(query::Question question);

  /// The articles with the greatest weight now: views that halve every hour.
  asio::awaitable<Checked<TopAnswer>> trending(query::Question question);

  /// With period=all the rows begin with the first that is not 0.
  asio::awaitable<Checked<SeriesAnswer>> series(query::Question question);

  /// Views (events, loads) by one kind of their sources, the most first.
  asio::awaitable<Checked<SourcesAnswer>> sources(query::Question question);

  asio::awaitable<Checked<EngagementAnswer>> engagement(query::Question question);

  /// What the article's page said of it last.
  asio::awaitable<Checked<ListRow>> about(ping::Article article);

 private:
  template <class Answer>
  asio::awaitable<Checked<Answer>> over_there(asio::awaitable<Checked<Answer>> task);

  asio::awaitable<Checked<ListRow>> find_about(ping::Article article);

  // top.cpp
  asio::awaitable<Checked<TopAnswer>> find_top(query::Question question);
  asio::awaitable<Checked<TopAnswer>> find_trending(query::Question question);
  asio::awaitable<std::vector<Ranked>> rank(std::vector<WeightedList> lists, std::size_t most);
  asio::awaitable<store::Result<std::vector<Ranked>>> revalued(std::vector<Ranked> candidates,
                                                               query::Question question,
                                                               std::vector<query::Piece> pieces);
  asio::awaitable<store::Result<std::vector<ListRow>>> described(std::vector<Ranked> ranked,
                                                                 std::string site);

  // series.cpp
  asio::awaitable<Checked<SeriesAnswer>> find_series(query::Question question);
  asio::awaitable<Checked<SourcesAnswer>> find_sources(query::Question question);
  asio::awaitable<store::Result<std::uint64_t>> loads_in(ping::Article site,
                                                         std::vector<query::Piece> days);

  // engagement.cpp
  asio::awaitable<Checked<EngagementAnswer>> find_engagement(query::Question question);
  asio::awaitable<store::Result<std::vector<store::Amount>>> read_spread(
      query::Question question, std::vector<query::Piece> days);
  asio::awaitable<store::Result<void>> add_age(EngagementAnswer& answer, query::Question question);

  asio::any_io_executor pipeline_;
  store::Store& store_;
  const tally::Redirects& redirects_;
  ListCache lists_;
};

/// The letter of a metric in the store's totals.
char letter_of(query::Metric metric) noexcept;

/// A store that cannot answer, as the refusal of a question.
Problem unavailable(const store::Failure& failure);

}  // namespace readcount::pipeline
