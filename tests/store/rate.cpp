#include "redis_server.hpp"
#include "store/store.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <exception>
#include <map>

// How many articles a second apply() takes: every article of a flush another one, one view and one
// reader each, 256 batches in one call.

namespace readcount::store {
namespace {

/// CPU time of this process, or of its ended children.
double cpu_seconds(int whose) {
  rusage usage{};
  ::getrusage(whose, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

constexpr int kArticles = 20000;
constexpr int kRounds = 10;

std::vector<tally::Batch> flush_of(tally::RecordNumber round) {
  std::map<tally::Partition, tally::Batch> batches;
  for (int i = 0; i < kArticles; ++i) {
    tally::Delta delta;
    delta.article = {"news.example", "/politics/article-" + std::to_string(i)};
    delta.hour = std::chrono::floor<std::chrono::hours>(wall_now());
    delta.loads = 2;
    delta.views = 1;
    delta.readers = {static_cast<ping::ReaderKey>(i) * 0x9E3779B97F4A7C15U + round};
    const auto partition = tally::partition_of(delta.article);
    auto& batch = batches[partition];
    batch.partition = partition;
    batch.from = round;
    batch.to = round + 1;
    batch.deltas.push_back(std::move(delta));
  }
  std::vector<tally::Batch> list;
  list.reserve(batches.size());
  for (auto& [partition, batch] : batches) list.push_back(std::move(batch));
  return list;
}

asio::awaitable<void> measure(Store& store) {
  const auto opened = co_await store.open();
  if (!opened) {
    std::printf("%s\n", opened.error().text.c_str());
    co_return;
  }
  const std::string producer(32, 'a');
  for (tally::RecordNumber round = 0; round < kRounds; ++round) {
    auto flush = flush_of(round);
    const auto batches = flush.size();
    const auto begin = std::chrono::steady_clock::now();
    const auto applied = co_await store.apply(producer, std::move(flush));
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    const bool done = applied && applied->front() && applied->front()->done;
    std::printf("%zu batches, %d articles: %.0f articles/s%s\n", batches, kArticles,
                kArticles / took.count(), done ? "" : " (not applied)");
  }
  store.close();
}

}  // namespace
}  // namespace readcount::store

int main() {
  using namespace readcount;
  store::RedisServer redis;
  redis.start({"--appendonly", "yes"});
  asio::io_context io(1);
  store::Store::Options options;
  options.address.socket = redis.socket();
  store::Store store(io.get_executor(), options);
  asio::co_spawn(io, store::measure(store), [](const std::exception_ptr& error) {
    if (error) std::rethrow_exception(error);
  });
  io.run();
  redis.kill();
  constexpr double kAll = store::kArticles * store::kRounds;
  std::printf("CPU an article: %.1f us in this program, %.1f us in Redis\n",
              store::cpu_seconds(RUSAGE_SELF) / kAll * 1e6,
              store::cpu_seconds(RUSAGE_CHILDREN) / kAll * 1e6);
}
