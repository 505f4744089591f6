#pragma once

#include "journal/fd.hpp"
#include "run/handed_sockets.hpp"

#include <filesystem>
#include <optional>

namespace readcount::run {

/// The readcountd that runs on the same state directory, and whose place this one is to take: the
/// other side of HandOver. For the start; waits.
class Predecessor {
 public:
  /// Asks it for its sockets. None if nobody runs there. Throws StartFailure.
  static std::optional<Predecessor> find(const std::filesystem::path& state_dir);

  const HandedSockets& sockets() const noexcept { return sockets_; }

  /// Tells it to stop. It frees the state directory once what it kept is in the store.
  void end();

 private:
  Predecessor(journal::Fd connection, HandedSockets sockets)
      : connection_(std::move(connection)), sockets_(std::move(sockets)) {}

  journal::Fd connection_;
  HandedSockets sockets_;
};

}  // namespace readcount::run
