#pragma once

#include "base/asio.hpp"
#include "base/completion.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace readcount::store {

/// Looks up the addresses of a host. The system's resolver cannot be interrupted and may take half
/// a minute, so it is asked on a thread of its own, which is left behind when the caller does not
/// wait for it: the one thing here that nobody waits for.
///
/// At most one such thread is under way. Who asks again meanwhile gets its answer, so that a slow
/// resolver is of use in the end. An address needs no thread.
///
/// Lives on one single-threaded executor; may be destroyed at any time.
class Lookup {
 public:
  struct Answer {
    std::vector<asio::ip::tcp::endpoint> found;
    std::string problem;  ///< when nothing was found
  };

  explicit Lookup(asio::any_io_executor executor);
  Lookup(const Lookup&) = delete;
  Lookup& operator=(const Lookup&) = delete;
  ~Lookup();

  /// Waits for the answer. Not for callers to do: two at once.
  asio::awaitable<Answer> look_up(std::string host, std::uint16_t port);

  /// Ends the wait; nothing was found then.
  void cancel();

 private:
  struct Query;

  asio::awaitable<Answer> ask(std::string host, std::uint16_t port);
  void start(const std::string& host, std::uint16_t port, Completion<Answer> done);
  static void run(const std::shared_ptr<Query>& query);

  asio::any_io_executor executor_;
  std::shared_ptr<Query> query_;  // the last one, shared with its thread
};

}  // namespace readcount::store
