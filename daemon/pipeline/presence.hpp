#pragma once

#include "base/asio.hpp"
#include "pipeline/elsewhere.hpp"
#include "pipeline/live_site.hpp"
#include "store/store.hpp"
#include "tally/live.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/unordered/unordered_flat_map.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace readcount::pipeline {

/// Who is reading now, on this daemon and on the others of the same store.
///
/// Every 4 s it reports to the store what is live here and reads what others report; a daemon that
/// has died is out within 15 s, and one that stops withdraws its report. While the store is away,
/// what is live here is all that is known after kHeard.
///
/// Belongs to the pipeline's executor; executor() by any thread. The store outlives it.
class Presence {
 public:
  /// What is live here: articles, and their sites.
  using Own = std::function<tally::LiveCounts()>;

  Presence(const asio::any_io_executor& executor, store::Store& store, std::string producer,
           Own own);

  /// Reports and listens until stop().
  asio::awaitable<void> run();
  void stop();

  const asio::any_io_executor& executor() const noexcept { return executor_; }

  /// How many read this article, or site, on other daemons.
  std::uint32_t elsewhere(const ping::Article& article);

  /// Who reads this site, with what its articles are called. The same answer for half a second, for
  /// all who ask: never null.
  asio::awaitable<std::shared_ptr<const LiveSite>> of(std::string site);

 private:
  struct Answer {
    std::chrono::steady_clock::time_point made;
    std::shared_ptr<const LiveSite> site;
  };

  asio::awaitable<void> report();
  asio::awaitable<void> describe(const std::string& site, LiveSite& sum, const LiveSite* before);

  asio::any_io_executor executor_;
  store::Store& store_;
  std::string producer_;
  Own own_;
  Elsewhere elsewhere_;
  asio::steady_timer timer_;
  std::uint64_t number_ = 0;  // of the last report
  bool stopping_ = false;
  boost::unordered_flat_map<std::string, Answer> answers_;  // by site
};

}  // namespace readcount::pipeline
