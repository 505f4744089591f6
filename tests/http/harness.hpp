#pragma once

#include "http/bind.hpp"
#include "http/certificate.hpp"
#include "http/server.hpp"
#include "http/stream.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <gtest/gtest.h>
#include <openssl/types.h>

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

// A server on a thread of its own and a raw client, for tests over loopback. Nobody sleeps: the
// client waits for bytes or for the end, at most kPatience; the server is watched by what its
// observer saw.
//
// With READCOUNT_TEST_TLS in the environment both speak TLS, and the tests are the same.

namespace readcount::http {

inline constexpr std::chrono::seconds kPatience{20};

/// Remembers what it saw; lets a test wait for it.
class Witness final : public Observer {
 public:
  void connection_opened() override;
  void connection_closed() override;
  void connection_made_room() override { ++made_room; }
  void connection_turned_away() override { ++turned_away; }
  void handshake_failed() override { ++failed_handshakes; }
  void request_answered(std::string_view route, int status,
                        std::chrono::steady_clock::duration took) override;
  void request_refused(Code code) override;

  /// Waits until `open` connections are open. False: they never were.
  bool waits_for_open(int open);
  /// Waits until `count` requests were answered; "/route status" each.
  std::vector<std::string> answered(std::size_t count);
  std::vector<Code> refused();

  std::atomic<int> made_room{0};
  std::atomic<int> turned_away{0};
  std::atomic<int> failed_handshakes{0};

 private:
  bool wait(const std::function<bool()>& condition);

  std::mutex mutex_;
  std::condition_variable changed_;
  int open_ = 0;
  std::vector<std::string> answered_;
  std::vector<Code> refused_;
};

/// One answer, as it came.
struct Answer {
  int status = 0;  ///< 0: the connection ended before an answer did
  std::map<std::string, std::string> fields;
  std::string body;

  /// The `code` of a problem.
  std::string code() const;
};

/// A blocking client without an opinion: sends what it is told. One thread may send while another
/// receives.
class Client {
 public:
  explicit Client(std::uint16_t port);
  Client(Client&& other) noexcept;
  Client& operator=(Client&&) = delete;
  ~Client();

  /// False: the server has closed.
  bool send(std::string_view bytes) const;
  void shut_down_sending() const;
  /// Closes with a reset instead of an orderly end.
  void reset();
  /// Reads one answer. `to_head`: it has no body, whatever its length.
  Answer answer(bool to_head = false);
  /// Waits for the first bytes of an answer.
  bool is_being_answered();
  Answer ask(std::string_view bytes);
  /// Reads a line; without its end where the connection ended first.
  std::string line();
  /// Reads until the connection ends.
  std::string rest();
  /// Whether the server closes without another byte.
  bool is_closed();

 private:
  struct Free {
    void operator()(SSL* tls) const;
  };

  bool receive();
  void begin_tls();
  /// What `work`, an operation of OpenSSL's, returns once it no longer blocks.
  int wait_for_tls(const std::function<int()>& work) const;

  int socket_;
  std::string received_;
  std::unique_ptr<SSL, Free> tls_;            // none: plain
  std::unique_ptr<std::mutex> mutex_of_tls_;  // guards it
};

/// A server with these routes: GET /hello ("hello"), POST /echo (the body; at most 64 bytes; any
/// origin), PUT /large (the body's size), GET /large (a megabyte), GET /throws, GET /injects (a
/// malformed field), GET /wait ("done", after release()). Streams, all GET: /three (three lines),
/// /ticks (a line every 5 ms), /silent (a line, then nothing for an hour), /much (16 MB of numbered
/// lines), /flood (without end), /breaks (a line, then an exception).
class ServerTest : public testing::Test {
 protected:
  ~ServerTest() override;

  void start(const Limits& limits = {});
  Client connect() const { return Client(port_); }
  /// Lets all that wait in GET /wait go on.
  void release();
  /// Asks the server to stop; stopped() waits until it has, and gives how long it took. `before`
  /// runs on the server's thread, which looks at no socket between it and the stop.
  void stop(
      std::chrono::milliseconds deadline, const std::function<void()>& before = [] {});
  std::chrono::steady_clock::duration stopped();
  void run_on_server(const std::function<void()>& work);

  /// Waits until so many streams have ended, each by its body's return.
  bool waits_for_ended(int count);

  Witness witness_;
  std::uint16_t port_ = 0;

 private:
  void add_routes();
  void add_streams();
  void add_stream(std::string path, std::function<asio::awaitable<void>(Stream&)> body);

  std::mutex mutex_;
  std::condition_variable changed_;
  int ended_ = 0;  // streams
  Router router_;
  asio::io_context context_{1};
  asio::steady_timer gate_{context_, asio::steady_timer::time_point::max()};
  std::unique_ptr<Server> server_;
  std::thread thread_;
  std::optional<std::chrono::steady_clock::time_point> asked_;  // to stop
};

inline constexpr std::string_view kHello = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n";

/// What GET /much sends.
std::vector<std::string> numbered_lines();

/// POST /echo with this body.
std::string echo(std::string_view body);

}  // namespace readcount::http
