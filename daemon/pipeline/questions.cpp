#include "pipeline/questions.hpp"

#include <boost/asio/co_spawn.hpp>

#include <utility>

namespace readcount::pipeline {
namespace {

/// Room for two months of lists of the longest kind.
constexpr std::size_t kListBytes = std::size_t{64} << 20U;

}  // namespace

Questions::Questions(asio::any_io_executor pipeline, store::Store& store,
                     const tally::Redirects& redirects)
    : pipeline_(std::move(pipeline)),
      store_(store),
      redirects_(redirects),
      lists_(store, kListBytes) {}

template <class Answer>
asio::awaitable<Checked<Answer>> Questions::over_there(asio::awaitable<Checked<Answer>> task) {
  co_return co_await asio::co_spawn(pipeline_, std::move(task), asio::use_awaitable);
}

asio::awaitable<Checked<TopAnswer>> Questions::top(query::Question question) {
  return over_there(find_top(std::move(question)));
}

asio::awaitable<Checked<TopAnswer>> Questions::trending(query::Question question) {
  return over_there(find_trending(std::move(question)));
}

asio::awaitable<Checked<SeriesAnswer>> Questions::series(query::Question question) {
  return over_there(find_series(std::move(question)));
}

asio::awaitable<Checked<SourcesAnswer>> Questions::sources(query::Question question) {
  return over_there(find_sources(std::move(question)));
}

asio::awaitable<Checked<EngagementAnswer>> Questions::engagement(query::Question question) {
  return over_there(find_engagement(std::move(question)));
}

asio::awaitable<Checked<ListRow>> Questions::about(ping::Article article) {
  return over_there(find_about(std::move(article)));
}

asio::awaitable<Checked<ListRow>> Questions::find_about(ping::Article article) {
  ListRow row;
  row.path = article.path;
  std::vector<store::FieldsRead> reads;
  reads.push_back(read_about(std::move(article)));
  auto fields = co_await store_.fields(std::move(reads));
  if (!fields) co_return unavailable(fields.error());
  take_about(row, std::move(fields->front()));
  co_return row;
}

char letter_of(query::Metric metric) noexcept {
  switch (metric) {
    case query::Metric::readers:
      return 'r';
    case query::Metric::reads:
      return 'd';
    case query::Metric::engaged:
      return 'e';
    default:
      return 'v';
  }
}

Problem unavailable(const store::Failure& failure) {
  return {Code::store_unavailable, "the store does not answer (" + failure.text +
                                       "); pings are taken meanwhile; try again later"};
}

}  // namespace readcount::pipeline
