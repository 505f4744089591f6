#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace readcount::store {

/// A redis-server of a test's own: on a Unix socket in a temporary directory, without a port. Ends
/// with the object, or with the test program.
class RedisServer {
 public:
  RedisServer();
  RedisServer(const RedisServer&) = delete;
  RedisServer& operator=(const RedisServer&) = delete;
  ~RedisServer();

  /// Starts it, with further arguments as on its command line, and waits until it listens. Throws
  /// when it does not.
  void start(const std::vector<std::string>& arguments = {});

  /// Ends it at once, by its process id.
  void kill();

  const std::string& socket() const noexcept { return socket_; }
  const std::string& directory() const noexcept { return directory_; }

 private:
  std::string directory_;
  std::string socket_;
  pid_t pid_ = -1;
};

}  // namespace readcount::store
