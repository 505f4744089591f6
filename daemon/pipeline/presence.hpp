#pragma once

#include "base/asio.hpp"
#include "pipeline/elsewhere.hpp"
#include "pipeline/live_site.hpp"
#include "store/store.hpp"
#include "tally/tally.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/unordered/unordered_flat_map.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace readcount::pipeline {

/// Who is reading now, on this daemon and on the others of the same store.
///
/// Every 4 s it reports to the store what is live here and reads what others report; a daemon that
/// has died is out within 15 s, and one that stops withdraws its report. While the store is away,
/// what is live here is all that is known after Elsewhere::kHeard.
///
/// Belongs to the pipeline's executor; executor() by any thread. Store and tally outlive it.
class Presence {
 public:
  Presence(const asio::any_io_executor& executor, store::Store& store, std::string producer,
           tally::Tally& tally);

  /// Whose page views the tally goes on with: what they reported is withdrawn first, for it would
  /// count twice. Before run().
  void succeed(std::vector<std::string> producers) { succeeded_ = std::move(producers); }

  /// Reports and listens until stop().
  asio::awaitable<void> run();
  void stop();

  const asio::any_io_executor& executor() const noexcept { return executor_; }

  /// How many read this article, or site, on other daemons.
  std::uint32_t elsewhere(const ping::Article& article);

  /// Who reads this site, with what its articles are called: never null. One answer is made at a
  /// time and given to all who ask, for half a second; who asks while the next one is made gets the
  /// last, or waits for the first. What articles are called and the views are some seconds old at
  /// most. Where nothing has changed it is the same object again.
  asio::awaitable<std::shared_ptr<const LiveSite>> of(std::string site);

 private:
  using Clock = std::chrono::steady_clock;

  /// What is known of a site.
  struct Answer {
    explicit Answer(const asio::any_io_executor& executor) : made(executor) {}

    std::shared_ptr<const LiveSite> site;
    Clock::time_point made_at{};
    Clock::time_point described_at{};  // all of it
    bool under_way = false;
    asio::steady_timer made;  // never expires: is cancelled for those who wait
  };

  asio::awaitable<void> report();
  asio::awaitable<void> make(const std::string& site, Answer& answer);
  asio::awaitable<void> describe(const std::string& site, LiveSite& sum, Answer& answer);

  asio::any_io_executor executor_;
  store::Store& store_;
  std::string producer_;
  tally::Tally& tally_;
  Elsewhere elsewhere_;
  asio::steady_timer timer_;
  std::vector<std::string> succeeded_;
  bool stopping_ = false;
  boost::unordered_flat_map<std::string, std::shared_ptr<Answer>> answers_;  // by site
};

}  // namespace readcount::pipeline
