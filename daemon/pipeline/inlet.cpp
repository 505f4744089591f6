#include "pipeline/inlet.hpp"

#include "pipeline/pipeline.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>

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

asio::awaitable<CountsWork> Inlet::counts(std::vector<ping::Article> articles) {
  CountsWork work;
  work.articles = std::move(articles);
  co_await wait_for(work, questions_);
  co_return work;
}

template <class W>
asio::awaitable<void> Inlet::wait_for(W& work, std::vector<W*>& outbox) {
  work.inlet = this;
  auto start = [this, &work, &outbox](auto handler) {
    work.done = Completion<>(std::move(handler));
    outbox.push_back(&work);
    if (posted_) return;
    // Posted, so that it runs behind everything that this turn of the event loop has made ready.
    posted_ = true;
    asio::post(executor_, [this] { hand_over(); });
  };
  co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(start, asio::use_awaitable);
}

void Inlet::hand_over() {
  posted_ = false;
  asio::dispatch(pipeline_.executor(), [this, pings = std::exchange(pings_, {}),
                                        questions = std::exchange(questions_, {})] {
    pipeline_.take(pings);
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
