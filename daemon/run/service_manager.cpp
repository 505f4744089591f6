#include "run/service_manager.hpp"

#include "base/log.hpp"
#include "base/number.hpp"
#include "run/failure.hpp"
#include "run/status_line.hpp"

#include <boost/asio/post.hpp>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <system_error>
#include <utility>

namespace readcount::run {
namespace {

using std::chrono::microseconds;

constexpr std::chrono::seconds kStatus{2};           // between two looks at what there is to say
constexpr std::chrono::seconds kFarewell{1};         // for a beat that is under way
constexpr std::chrono::milliseconds kNotReady{100};  // the same before READY=1

}  // namespace

std::optional<microseconds> watchdog_of(const ServiceEnvironment& environment, int pid) {
  if (!environment.watchdog_usec) return std::nullopt;
  if (environment.watchdog_pid.value_or(std::to_string(pid)) != std::to_string(pid)) {
    return std::nullopt;
  }
  const auto count = whole_number<microseconds::rep>(*environment.watchdog_usec);
  if (!count || *count <= 0) {
    throw StartFailure("WATCHDOG_USEC is \"" + *environment.watchdog_usec +
                       "\" and should be a number of microseconds: set WatchdogSec= in the unit, "
                       "or unset it");
  }
  return microseconds(*count);
}

ServiceManager::ServiceManager(const asio::any_io_executor& executor,
                               const ServiceEnvironment& environment)
    : address_(environment.notify_socket.value_or("")),
      watchdog_(watchdog_of(environment, getpid())),
      tasks_(executor),
      timer_(executor) {}

ServiceManager::~ServiceManager() {
  if (socket_ >= 0) close(socket_);
}

void ServiceManager::start(std::vector<asio::io_context*> contexts,
                           const pipeline::Pipeline& pipeline) {
  if (address_.empty()) return;
  tasks_.spawn("telling the service manager", beat(std::move(contexts), pipeline));
}

asio::awaitable<void> ServiceManager::beat(std::vector<asio::io_context*> contexts,
                                           const pipeline::Pipeline& pipeline) {
  // Twice in the time, so that one that is late is no reason to be killed.
  const auto pause = std::min<microseconds>(kStatus, watchdog_.value_or(kStatus) / 2);
  while (!stopping_) {
    for (auto* context : contexts) co_await asio::post(*context, asio::use_awaitable);
    if (stopping_) break;
    tell_news_of(pipeline);
    timer_.expires_after(ready_ ? pause : std::min<microseconds>(pause, kNotReady));
    co_await timer_.async_wait(as_result);
  }
}

void ServiceManager::tell_news_of(const pipeline::Pipeline& pipeline) {
  std::string news;
  const auto standing = pipeline.standing();
  const bool ready = ready_ || standing.readiness == pipeline::Pipeline::Readiness::ready;
  auto status = status_line(standing);
  if (ready != ready_ || owes_ready_) news += "READY=1\n";
  if (status != status_) news += "STATUS=" + status + '\n';
  if (watchdog_) news += "WATCHDOG=1\n";
  if (news.empty() || !tell(news)) return;
  ready_ = ready;
  owes_ready_ = false;
  status_ = std::move(status);
}

void ServiceManager::reloading() {
  if (!ready_ || stopping_) return;
  owes_ready_ = false;
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  const auto since_boot = std::chrono::duration_cast<microseconds>(now).count();
  tell("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(since_boot));
}

void ServiceManager::reloaded() {
  if (ready_ && !stopping_) owes_ready_ = !tell("READY=1");
}

/// Never waits: a service manager that does not read must not hold up pings.
bool ServiceManager::tell(std::string_view text) {
  sockaddr_un to{};
  to.sun_family = AF_UNIX;
  int error = address_.size() < sizeof(to.sun_path) ? 0 : ENAMETOOLONG;
  if (error == 0 && socket_ < 0) {
    socket_ = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (socket_ < 0) error = errno;
  }
  if (error == 0) {
    std::copy(address_.begin(), address_.end(), to.sun_path);
    if (to.sun_path[0] == '@') to.sun_path[0] = '\0';  // an abstract one
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + address_.size());
    const auto* address = reinterpret_cast<const sockaddr*>(&to);
    if (sendto(socket_, text.data(), text.size(), MSG_NOSIGNAL, address, size) < 0) error = errno;
  }
  if (error != 0 && !failing_) {
    log_warning("cannot tell the service manager how the daemon is (NOTIFY_SOCKET=" + address_ +
                "): " + std::system_category().message(error));
  }
  failing_ = error != 0;
  return !failing_;
}

asio::awaitable<void> ServiceManager::stop() {
  stopping_ = true;
  timer_.cancel();
  if (!address_.empty()) tell("STOPPING=1\nSTATUS=stopping: applies what is left");
  co_await tasks_.wait(std::chrono::steady_clock::now() + kFarewell);
}

}  // namespace readcount::run
