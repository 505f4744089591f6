#include "run/child_process.hpp"

#include <fcntl.h>
#include <signal.h>  // NOLINT(modernize-deprecated-headers): POSIX has more of it than C++
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace readcount::run {
namespace {

constexpr int kInheritedFd = 3;

/// Between fork and exec: only calls that are safe there.
[[noreturn]] void become(const char* program, char* const* arguments, int parent,
                         ChildProcess::Files files) {
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (getppid() != parent) _exit(0);  // it died before the line above took effect
  setsid();
  // NOLINTBEGIN(concurrency-mt-unsafe): of a process with one thread
  signal(SIGPIPE, SIG_DFL);
  signal(SIGXFSZ, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  // NOLINTEND(concurrency-mt-unsafe)

  const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  dup2(null, STDIN_FILENO);
  dup2(files.output >= 0 ? files.output : null, STDOUT_FILENO);
  if (files.kept == kInheritedFd) {
    fcntl(files.kept, F_SETFD, 0);
  } else if (files.kept >= 0) {
    dup2(files.kept, kInheritedFd);
  }
  const auto first_closed =
      static_cast<unsigned>(files.kept >= 0 ? kInheritedFd + 1 : kInheritedFd);
  syscall(SYS_close_range, first_closed, ~0U, 0U);
  execv(program, arguments);
  _exit(127);
}

}  // namespace

boost::system::result<ChildProcess> ChildProcess::start(const asio::any_io_executor& executor,
                                                        const std::filesystem::path& program,
                                                        const std::vector<std::string>& arguments,
                                                        Files files) {
  std::vector<std::string> words{program.string()};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> raw;
  raw.reserve(words.size() + 1);
  for (auto& word : words) raw.push_back(word.data());
  raw.push_back(nullptr);

  const auto last_error = [] {
    return boost::system::error_code(errno, boost::system::system_category());
  };
  const int parent = getpid();
  const int pid = fork();
  if (pid < 0) return last_error();
  if (pid == 0) become(raw.front(), raw.data(), parent, files);

  const auto pidfd = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
  if (pidfd < 0) {
    const auto error = last_error();
    kill(pid, SIGKILL);
    waitpid(pid, nullptr, 0);
    return error;
  }
  return ChildProcess(pid, asio::posix::stream_descriptor(executor, pidfd));
}

ChildProcess::ChildProcess(int pid, asio::posix::stream_descriptor watched)
    : pid_(pid), watched_(std::move(watched)) {}

asio::awaitable<void> ChildProcess::ended() {
  while (!has_ended()) {
    co_await watched_.async_wait(asio::posix::stream_descriptor::wait_read, as_result);
  }
}

bool ChildProcess::has_ended() {
  if (!reaped_) reaped_ = waitpid(pid_, nullptr, WNOHANG) != 0;
  return reaped_;
}

void ChildProcess::signal(int number) const {
  if (!reaped_) kill(pid_, number);
}

}  // namespace readcount::run
