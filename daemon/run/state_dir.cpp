#include "run/state_dir.hpp"

#include "journal/reader.hpp"
#include "run/failure.hpp"

#include <unistd.h>

#include <chrono>
#include <system_error>
#include <thread>

namespace readcount::run {
namespace {

namespace fs = std::filesystem;

fs::path usable(const fs::path& path) {
  auto absolute = fs::absolute(path).lexically_normal();
  std::error_code ec;
  if (!fs::exists(absolute)) {
    fs::create_directory(absolute, ec);
    if (ec) {
      throw StartFailure("cannot make the state directory " + absolute.string() + ": " +
                         ec.message() + "; make it, or choose another with --state-dir");
    }
    fs::permissions(absolute, fs::perms::owner_all, ec);
  }
  if (!fs::is_directory(absolute)) {
    throw StartFailure("the state directory " + absolute.string() +
                       " is not a directory: choose another with --state-dir");
  }
  if (access(absolute.c_str(), W_OK | X_OK) != 0) {
    throw StartFailure("the state directory " + absolute.string() +
                       " cannot be written by this user: chown it, or choose another with "
                       "--state-dir");
  }
  return absolute;
}

constexpr std::chrono::milliseconds kLockPatience{500};
constexpr std::chrono::milliseconds kLockPause{20};

journal::StateDirLock locked(const fs::path& path) {
  // A readcountd that was killed while it started its Redis leaves the lock to the child that was
  // to become it, for the moment until that ends too.
  const auto deadline = std::chrono::steady_clock::now() + kLockPatience;
  auto lock = journal::StateDirLock::take(path);
  while (!lock && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(kLockPause);
    lock = journal::StateDirLock::take(path);
  }
  if (!lock) throw StartFailure(lock.error().text);
  return std::move(*lock);
}

}  // namespace

StateDir::StateDir(const fs::path& path) : path_(usable(path)), lock_(locked(path_)) {
  if (!fs::exists(path_ / "journal")) return;
  if (const auto listed = journal::list(path_ / "journal"); !listed) {
    throw StartFailure(listed.error().text);
  }
}

fs::path StateDir::journal() const {
  auto directory = path_ / "journal";
  std::error_code ec;
  fs::create_directory(directory, ec);
  if (ec) throw StartFailure("cannot make " + directory.string() + ": " + ec.message());
  fs::permissions(directory, fs::perms::owner_all, ec);
  return directory;
}

}  // namespace readcount::run
