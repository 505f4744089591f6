#pragma once

#include "base/task_group.hpp"
#include "run/handed_sockets.hpp"

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>

#include <filesystem>
#include <string>

namespace readcount::run {

/// Hands the listening sockets over to a readcountd that is to take this one's place, so that no
/// connection is refused meanwhile (--take-over, take_over.hpp).
///
/// How it works. The other one connects to a Unix socket in the state directory, and gets the very
/// sockets that this one listens on. Once it is ready it says so, and this process ends as by
/// SIGTERM. Connections that come after that wait in the sockets' queues, which outlive this
/// process with the other's descriptors, until the other one has the state directory. Their own
/// connection stays open until then, so that each sees whether the other is still there. If the
/// other one fails before it says so, nothing has changed. (Two sockets on one port, by
/// SO_REUSEPORT, would not do: the kernel resets what waits in the queue of the one that closes.)
///
/// Nobody else is answered but this user: the state directory would not be another's. Lives on the
/// pipeline's executor; all methods are called there.
class HandOver {
 public:
  static constexpr char kGo = 'g';

  /// Where it listens.
  static std::string path_in(const std::filesystem::path& state_dir);

  /// A directory in which no socket can be made costs a warning, and the hand-over.
  HandOver(const asio::any_io_executor& executor, const std::filesystem::path& state_dir);
  HandOver(const HandOver&) = delete;
  HandOver& operator=(const HandOver&) = delete;
  ~HandOver();

  /// The sockets stay open until stop() has returned.
  void start(HandedSockets sockets);

  asio::awaitable<void> stop();

  /// Whether another one waits for this process to end.
  bool has_successor() const { return successor_.is_open(); }

 private:
  using Protocol = asio::local::stream_protocol;

  asio::awaitable<void> answer(HandedSockets sockets);
  asio::awaitable<bool> hand_over(const HandedSockets& sockets);

  std::string path_;
  Protocol::acceptor acceptor_;
  Protocol::socket other_;
  Protocol::socket successor_;  // the one that said it is ready; open to the end
  asio::steady_timer timer_;
  TaskGroup tasks_;
};

}  // namespace readcount::run
