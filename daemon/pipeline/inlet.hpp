#pragma once

#include "base/asio.hpp"
#include "pipeline/work.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <optional>
#include <vector>

namespace readcount::pipeline {

class Pipeline;

/// A worker's door to the pipeline. Collects what arrives in one turn of the worker's event loop,
/// hands it over in one message, and gets the answers back in one message.
///
/// Lives on its worker's single-threaded executor; only release() is called from elsewhere (the
/// pipeline's executor). Outlives every coroutine that waits in it. Waiting cannot be cancelled:
/// an answer always comes, within the store's time-outs.
class Inlet {
 public:
  Inlet(asio::any_io_executor executor, Pipeline& pipeline);
  Inlet(const Inlet&) = delete;
  Inlet& operator=(const Inlet&) = delete;

  /// Waits until the ping is kept and counted, or refused.
  asio::awaitable<PingWork> take(ping::Ping ping);

  /// The same for pings that came together: they go in one hand-over, and are waited for together.
  /// Of none the counts are told.
  asio::awaitable<std::vector<PingWork>> take_all(std::vector<ping::Ping> pings);

  /// Asks for the counts of articles.
  asio::awaitable<CountsWork> counts(std::vector<ping::Article> articles);

  /// Waits until the change is kept and, where the store can be asked, in it; or refused.
  asio::awaitable<EditWork> edit(tally::Record record);

  /// Lets finished work go on, on the worker's executor.
  void release(std::vector<Work*> finished);

 private:
  template <class W>
  asio::awaitable<void> wait_for(W& work, std::vector<W*>& outbox);
  template <class W>
  asio::awaitable<void> wait_for_all(std::vector<W>& works, std::vector<W*>& outbox);
  void schedule();
  void hand_over();

  asio::any_io_executor executor_;
  Pipeline& pipeline_;
  std::vector<PingWork*> pings_;
  std::vector<CountsWork*> questions_;
  std::vector<EditWork*> edits_;
  bool posted_ = false;
};

}  // namespace readcount::pipeline
