#include "pipeline/inlet.hpp"

#include "pipeline/pipeline.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>

#include <memory>
#include <utility>

namespace readcount::pipeline {

Inlet::Inlet(asio::any_io_executor executor, Pipeline& pipeline)
    : executor_(std::move(executor)), pipeline_(pipeline) {}

asio::awaitable<PingWork> Inlet::take(ping::Ping ping) {
  PingWork work;
  work.ping = std::move(ping);
  co_await wait_for(work, pings_);
  co_return work;
}

asio::awaitable<std::vector<PingWork>> Inlet::take_all(std::vector<ping::Ping> pings) {
  std::vector<PingWork> works(pings.size());
  if (works.empty()) co_return works;
  for (std::size_t i = 0; i < works.size(); ++i) {
    works[i].ping = std::move(pings[i]);
    works[i].wants_counts = false;
  }
  co_await wait_for_all(works, pings_);
  co_return works;
}

asio::awaitable<CountsWork> Inlet::counts(std::vector<ping::Article> articles) {
  CountsWork work;
  work.articles = std::move(articles);
  co_await wait_for(work, questions_);
  co_return work;
}

asio::awaitable<EditWork> Inlet::edit(tally::Record record) {
  EditWork work;
  work.record = std::move(record);
  co_await wait_for(work, edits_);
  co_return work;
}

template <class W>
asio::awaitable<void> Inlet::wait_for(W& work, std::vector<W*>& outbox) {
  work.inlet = this;
  auto start = [this, &work, &outbox](auto handler) {
    work.done = Completion<>(std::move(handler));
    outbox.push_back(&work);
    schedule();
  };
  co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(start, asio::use_awaitable);
}

template <class W>
asio::awaitable<void> Inlet::wait_for_all(std::vector<W>& works, std::vector<W*>& outbox) {
  auto start = [this, &works, &outbox](auto handler) {
    struct Rest {
      std::size_t missing;
      Completion<> done;
    };
    auto rest = std::make_shared<Rest>(Rest{works.size(), Completion<>(std::move(handler))});
    for (auto& work : works) {
      work.inlet = this;
      work.done = Completion<>([rest] {
        if (--rest->missing == 0) rest->done();
      });
      outbox.push_back(&work);
    }
    schedule();
  };
  co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(start, asio::use_awaitable);
}

void Inlet::schedule() {
  if (posted_) return;
  // Posted, so that it runs behind everything that this turn of the event loop has made ready.
  posted_ = true;
  asio::post(executor_, [this] { hand_over(); });
}

void Inlet::hand_over() {
  posted_ = false;
  asio::dispatch(pipeline_.executor(),
                 [this, pings = std::exchange(pings_, {}),
                  questions = std::exchange(questions_, {}), edits = std::exchange(edits_, {})] {
                   pipeline_.take(pings);
                   pipeline_.edit(edits);
                   pipeline_.answer(questions);
                   pipeline_.release_finished();
                 });
}

void Inlet::release(std::vector<Work*> finished) {
  asio::dispatch(executor_, [finished = std::move(finished)] {
    for (auto* work : finished) work->done();
  });
}

}  // namespace readcount::pipeline
