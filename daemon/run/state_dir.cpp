#include "run/state_dir.hpp"

#include "journal/reader.hpp"
#include "run/failure.hpp"

#include <unistd.h>

#include <system_error>

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

journal::StateDirLock locked(const fs::path& path) {
  auto lock = journal::StateDirLock::take(path);
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
