#pragma once

#include "redis_server.hpp"
#include "store/connection.hpp"
#include "store/keys.hpp"
#include "store/store.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <exception>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace readcount::store {

/// 2026-11-23, 13:00 UTC.
inline constexpr Hour kHour = Day(std::chrono::year(2026) / 11 / 23) + std::chrono::hours(13);

inline const ping::Article kArticle{"news.example", "/politics/x"};

inline const std::string kProducer = "00112233445566778899aabbccddeeff";

/// A Redis of its own, a store on it, and a second connection by which the test looks behind it.
class StoreTest : public testing::Test {
 protected:
  void TearDown() override;

  /// Runs the event loop until the coroutine has its value.
  template <class T>
  T wait(asio::awaitable<T> task) {
    std::optional<T> value;
    auto keep = [&value](const std::exception_ptr& error, T result) {
      if (error) std::rethrow_exception(error);
      value = std::move(result);
    };
    asio::co_spawn(io_, std::move(task), keep);
    io_.restart();
    while (!value) io_.run_one();
    return std::move(*value);
  }

  Store::Options options() const;

  /// Starts the Redis and opens the store, which must go well.
  void start(const std::vector<std::string>& arguments = {});

  /// Opens a store with these options and tells how it went.
  Result<void> open(Store::Options options);

  /// One Redis command, as with redis-cli.
  Reply cli(const Arguments& command);
  std::string text(const Arguments& command) { return cli(command).text; }

  /// All keys, sorted.
  std::vector<std::string> keys();

  /// Applies one batch; its connection must hold.
  Result<Applied> apply(const tally::Batch& batch);

  /// A field of an article's hash, "" when there is none.
  std::string field(const ping::Article& article, const std::string& name);

  std::string article_key(const ping::Article& article) const;

  Store& store() { return *store_; }

  asio::io_context io_{1};
  RedisServer redis_;
  Keys names_{"rc:"};
  std::optional<Store> store_;
  std::optional<Connection> cli_;
};

/// A delta of an article at kHour.
tally::Delta delta_of(const ping::Article& article, std::uint64_t loads, std::uint64_t views,
                      std::vector<ping::ReaderKey> readers, Hour hour = kHour);

/// A batch of deltas of one partition, that of the first.
tally::Batch batch_of(tally::RecordNumber from, tally::RecordNumber to,
                      std::vector<tally::Delta> deltas);

}  // namespace readcount::store
