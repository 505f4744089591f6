#include "store/lookup.hpp"

#include "store/connection.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <dlfcn.h>
#include <gtest/gtest.h>
#include <netdb.h>

#include <condition_variable>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>

namespace {

/// The system's resolver: it hangs at a name of "hangs.example" until it is let go.
struct Resolver {
  std::mutex mutex;
  std::condition_variable changed;
  bool hangs = true;
  int asked = 0;
  int answered = 0;
};

Resolver& resolver() {
  static Resolver it;
  return it;
}

}  // namespace

// A symbol of the executable goes before the C library's.
extern "C" int getaddrinfo(const char* host, const char* service, const addrinfo* hints,
                           addrinfo** found) {
  using Function = decltype(&getaddrinfo);
  static const auto kReal = reinterpret_cast<Function>(::dlsym(RTLD_NEXT, "getaddrinfo"));
  if (host == nullptr || std::string_view(host) != "hangs.example") {
    return kReal(host, service, hints, found);
  }
  auto& it = resolver();
  std::unique_lock lock(it.mutex);
  ++it.asked;
  it.changed.notify_all();
  it.changed.wait(lock, [&] { return !it.hangs; });
  const int result = kReal("127.0.0.1", service, hints, found);
  ++it.answered;
  it.changed.notify_all();
  return result;
}

namespace readcount::store {
namespace {

using namespace std::chrono_literals;

class LookupTest : public testing::Test {
 protected:
  LookupTest() {
    const std::lock_guard lock(resolver().mutex);
    resolver().hangs = true;
    resolver().asked = resolver().answered = 0;
  }
  ~LookupTest() override { let_go(); }

  /// The resolver answers all that it was asked.
  static void let_go() {
    auto& it = resolver();
    std::unique_lock lock(it.mutex);
    it.hangs = false;
    it.changed.notify_all();
    it.changed.wait(lock, [&] { return it.answered == it.asked; });
  }

  static void wait_until_asked() {
    auto& it = resolver();
    std::unique_lock lock(it.mutex);
    it.changed.wait(lock, [&] { return it.asked > 0; });
  }

  void begin(const std::string& host) {
    answer_.reset();
    asio::co_spawn(
        *io_, lookup_->look_up(host, 6379),
        [this](const std::exception_ptr&, const Lookup::Answer& answer) { answer_ = answer; });
    io_->restart();
    io_->poll();
  }

  Lookup::Answer end() {
    io_->restart();
    while (!answer_) io_->run_one();
    return *answer_;
  }

  std::unique_ptr<asio::io_context> io_ = std::make_unique<asio::io_context>(1);
  std::unique_ptr<Lookup> lookup_ = std::make_unique<Lookup>(io_->get_executor());
  std::optional<Lookup::Answer> answer_;
};

TEST_F(LookupTest, FindsANameAndTakesAnAddressAsItIs) {
  begin("localhost");
  ASSERT_FALSE(end().found.empty());
  EXPECT_TRUE(answer_->found.front().address().is_loopback());
  EXPECT_EQ(answer_->found.front().port(), 6379);
  begin("::1");
  ASSERT_TRUE(answer_) << "nobody has to be asked";
  EXPECT_EQ(answer_->found.front().address().to_string(), "::1");
}

TEST_F(LookupTest, SaysWhyNothingWasFound) {
  begin("no-such-host.invalid");
  EXPECT_TRUE(end().found.empty());
  EXPECT_NE(answer_->problem, "");
}

TEST_F(LookupTest, DoesNotWaitForAResolverThatHangsAndTakesItsAnswerTheNextTime) {
  for (int i = 0; i < 3; ++i) {
    begin("hangs.example");
    wait_until_asked();
    EXPECT_FALSE(answer_);
    lookup_->cancel();
    EXPECT_TRUE(end().found.empty());
  }
  EXPECT_EQ(resolver().asked, 1) << "one thread may hang, not one a try";
  let_go();
  begin("hangs.example");
  EXPECT_EQ(end().found.size(), 1U);
  begin("hangs.example");
  EXPECT_EQ(end().found.size(), 1U);
  EXPECT_EQ(resolver().asked, 2) << "an answer is used once";
}

TEST_F(LookupTest, MayBeGoneWhenTheAnswerComes) {
  begin("hangs.example");
  wait_until_asked();
  lookup_.reset();
  io_.reset();
  let_go();
}

TEST_F(LookupTest, LeavesAConnectionItsTimeOut) {
  Connection connection(io_->get_executor(), 1s);
  Address address;
  address.host = "hangs.example";
  std::optional<Result<void>> connected;
  asio::co_spawn(
      *io_, connection.connect(address, 50ms),
      [&](const std::exception_ptr&, const Result<void>& result) { connected = result; });
  while (!connected) io_->run_one();
  ASSERT_FALSE(*connected);
  EXPECT_NE(connected->error().text.find("50 ms"), std::string::npos) << connected->error().text;
  while (!connection.is_idle()) io_->run_one();
}

}  // namespace
}  // namespace readcount::store
