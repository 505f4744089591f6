#include "run/state_dir.hpp"

#include "base/log.hpp"
#include "journal/fd.hpp"
#include "journal/reader.hpp"
#include "run/failure.hpp"
#include "run/file_system.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <system_error>
#include <thread>
#include <utility>

namespace readcount::run {
namespace {

namespace fs = std::filesystem;

/// Whoever can put a segment into it, or another directory in its place, makes the counts.
void refuse_others(const fs::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return;  // found out below
  if (status.st_uid != geteuid() && status.st_uid != 0) {
    throw StartFailure("the state directory " + path.string() + " belongs to user " +
                       std::to_string(status.st_uid) + ", and readcountd runs as user " +
                       std::to_string(geteuid()) + ": chown it, or start as its owner");
  }
  if ((status.st_mode & S_IWOTH) != 0) {
    std::array<char, 8> mode{};
    std::snprintf(mode.data(), mode.size(), "%04o", status.st_mode & 07777U);
    throw StartFailure("the state directory " + path.string() + " has mode " + mode.data() +
                       ", so that everybody can write it: chmod it to 0700");
  }
}

fs::path usable(const fs::path& path) {
  auto absolute = fs::absolute(path).lexically_normal();
  if (!absolute.has_filename()) absolute = absolute.parent_path();  // "link/" is not the link
  std::error_code ec;
  if (fs::is_symlink(absolute, ec)) {
    throw StartFailure("the state directory " + absolute.string() + " is a symbolic link to " +
                       fs::read_symlink(absolute).string() +
                       ": name the directory itself with --state-dir");
  }
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
  refuse_others(absolute);
  if (access(absolute.c_str(), W_OK | X_OK) != 0) {
    throw StartFailure("the state directory " + absolute.string() +
                       " cannot be written by this user: chown it, or choose another with "
                       "--state-dir");
  }
  return absolute;
}

void warn_of_file_system(const fs::path& path) {
  const auto kind = doubtful_file_system(path);
  if (!kind) return;
  log_warning("the state directory " + path.string() + " is on a " + std::string(kind->name) +
              " file system, which " + std::string(kind->doubt) +
              ": pings that were answered may be lost; give it a local disk with --state-dir");
}

void refuse_unfit_journal(const fs::path& path) {
  const auto journal = path / "journal";
  if (!fs::exists(journal)) return;
  if (const auto listed = journal::list(journal); !listed) throw StartFailure(listed.error().text);
  if (access(journal.c_str(), W_OK | X_OK) != 0) {
    throw StartFailure("cannot write a journal in " + journal.string() + ": " +
                       journal::last_error().message());
  }
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

StateDir::StateDir(const fs::path& path) : path_(usable(path)), lock_(locked(path_)) { look(); }

StateDir::StateDir(const fs::path& path, journal::StateDirLock lock)
    : path_(usable(path)), lock_(std::move(lock)) {
  look();
}

void StateDir::look() const {
  warn_of_file_system(path_);
  refuse_unfit_journal(path_);
}

void StateDir::check(const fs::path& path) { refuse_unfit_journal(usable(path)); }

fs::path StateDir::journal() const {
  auto directory = path_ / "journal";
  std::error_code ec;
  fs::create_directory(directory, ec);
  if (ec) throw StartFailure("cannot make " + directory.string() + ": " + ec.message());
  fs::permissions(directory, fs::perms::owner_all, ec);
  return directory;
}

}  // namespace readcount::run
