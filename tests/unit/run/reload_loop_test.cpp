#include "run/reload_loop.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <functional>
#include <stdexcept>

namespace readcount::run {
namespace {

using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr seconds kPatience{20};

/// A loop whose settings are always right; `adopt_` is what putting them into force does.
class ReloadLoopTest : public testing::Test {
 protected:
  ReloadLoopTest() {
    loop_.start(reader_, metrics_, manager_, [this](const auto&, auto) { return adopt_(); });
  }

  ~ReloadLoopTest() override { reader_.join(); }

  void stop() {
    asio::co_spawn(context_, loop_.stop(), [this](const std::exception_ptr&) { ended_ = true; });
  }

  void run_until(const std::function<bool()>& condition) {
    const auto deadline = steady_clock::now() + kPatience;
    while (!condition() && steady_clock::now() < deadline) {
      context_.run_one_for(std::chrono::milliseconds(10));
      context_.restart();
    }
    ASSERT_TRUE(condition());
  }

  asio::io_context context_{1};
  asio::thread_pool reader_{1};
  metrics::Metrics metrics_{0};
  ServiceManager manager_{context_.get_executor(), {}};
  std::function<asio::awaitable<void>()> adopt_;
  bool ended_ = false;
  ReloadLoop loop_{context_.get_executor(), {}, [](const auto& in_force) {
                     return settings::Parsed<settings::Loaded>(in_force);
                   }};
};

asio::awaitable<void> fail(int& times) {
  ++times;
  throw std::runtime_error("no memory");
  co_return;
}

TEST_F(ReloadLoopTest, AnswersTheNextSignalAfterOneThatFailed) {
  int times = 0;
  adopt_ = [&] { return fail(times); };
  std::raise(SIGHUP);
  run_until([&] { return times == 1; });
  std::raise(SIGHUP);
  run_until([&] { return times == 2; });
  EXPECT_NE(metrics_.text().find("readcount_config_last_reload_successful 0"), std::string::npos);
  stop();
  run_until([&] { return ended_; });
}

asio::awaitable<void> wait_for(asio::steady_timer& gate, bool& began) {
  began = true;
  co_await gate.async_wait(as_result);
}

TEST_F(ReloadLoopTest, EndsWithAReloadThatWasUnderWayWhenItWasStopped) {
  asio::steady_timer gate(context_, steady_clock::time_point::max());
  bool began = false;
  adopt_ = [&] { return wait_for(gate, began); };
  std::raise(SIGHUP);
  run_until([&] { return began; });
  const auto asked = steady_clock::now();
  stop();
  context_.run_one_for(std::chrono::milliseconds(10));
  context_.restart();
  gate.cancel();
  run_until([&] { return ended_; });
  EXPECT_LT(steady_clock::now() - asked, seconds(1)) << "not that a signal comes, or patience ends";
}

}  // namespace
}  // namespace readcount::run
