#pragma once

#include "store/connection.hpp"
#include "store/fitness.hpp"
#include "store/keys.hpp"
#include "store/store.hpp"

#include <string>
#include <utility>
#include <vector>

namespace readcount::store {

/// What a Store owns, and what its coroutines hold on to while they wait, so that the Store itself
/// may go. Thread: the store's.
struct Store::State {
  State(const asio::any_io_executor& executor, Options given)
      : options(std::move(given)),
        keys(options.key_prefix),
        connection(executor, options.reply_timeout) {}

  Options options;
  Keys keys;
  Connection connection;
  std::string identity;
  bool fit = false;     ///< open() went through on this connection
  bool warned = false;  ///< of weak persistence, once is enough

  Layout layout() const noexcept { return {keys, options.lifetimes}; }

  bool is_open() const noexcept { return fit && connection.is_open(); }

  /// Asks and waits for all answers: exchange() from commands.
  asio::awaitable<Connection::Answers> ask(const std::vector<Arguments>& commands);

  /// The same for any number of commands, of which bounded parts are under way at a time.
  asio::awaitable<Connection::Answers> ask_in_parts(std::vector<Arguments> commands);

  /// A failure on its way to the caller: after an `away` the connection is of no use.
  Failure failed(Failure failure);

  Failure not_open() const;

  /// Removes the markers of a run that was retired long ago.
  asio::awaitable<Result<void>> forget(std::string producer);

  /// What a merge carries, and its arrival (moving.cpp).
  asio::awaitable<Result<std::vector<MovedPart>>> read_parcel(Move move);
  asio::awaitable<Result<std::vector<std::string>>> deliver(Move move,
                                                            std::vector<MovedPart> parts);

  /// Makes a connection a store (open.cpp): the steps below, in their order.
  asio::awaitable<Result<void>> make_fit();
  asio::awaitable<Result<void>> authenticate();
  asio::awaitable<Result<void>> check_server();
  asio::awaitable<Result<Meta>> check_meta();
  asio::awaitable<Result<void>> dry_run();
  asio::awaitable<Result<void>> create_meta();
};

}  // namespace readcount::store
