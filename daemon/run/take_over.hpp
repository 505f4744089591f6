#pragma once

#include "base/asio.hpp"
#include "journal/fd.hpp"
#include "journal/lock.hpp"
#include "run/handed_sockets.hpp"

#include <filesystem>
#include <optional>

namespace readcount::run {

/// The readcountd that runs on the same state directory, and whose place this one is to take: the
/// other side of HandOver. For the start.
class Predecessor {
 public:
  /// Asks it for its sockets, and waits for them. None if nobody runs there. Throws StartFailure.
  static std::optional<Predecessor> find(const std::filesystem::path& state_dir);

  const HandedSockets& sockets() const noexcept { return sockets_; }

  /// Tells it to stop, and waits until it has freed the state directory: as long as it lives, or
  /// longer than any stop takes. The lock is this process's then. Throws StartFailure.
  asio::awaitable<journal::StateDirLock> end(std::filesystem::path state_dir);

 private:
  Predecessor(journal::Fd connection, HandedSockets sockets)
      : connection_(std::move(connection)), sockets_(std::move(sockets)) {}

  bool is_gone() const;

  journal::Fd connection_;
  HandedSockets sockets_;
};

}  // namespace readcount::run
