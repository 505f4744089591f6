#include "harness.hpp"

#include "made_certificate.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <future>
#include <stdexcept>

namespace readcount::http {
namespace {

bool is_by_tls() {
  static const bool kIs = std::getenv("READCOUNT_TEST_TLS") != nullptr;
  return kIs;
}

std::shared_ptr<const Certificate> new_certificate() {
  std::signal(SIGPIPE, SIG_IGN);
  const MadeCertificate made;
  return Certificate::make(made.chain, made.key).value();
}

}  // namespace

void Witness::connection_opened() {
  const std::lock_guard lock(mutex_);
  ++open_;
  changed_.notify_all();
}

void Witness::connection_closed() {
  const std::lock_guard lock(mutex_);
  --open_;
  changed_.notify_all();
}

void Witness::request_answered(std::string_view route, int status,
                               std::chrono::steady_clock::duration took) {
  const std::lock_guard lock(mutex_);
  if (took < took.zero() || took > kPatience) throw std::logic_error("took an impossible time");
  answered_.push_back(std::string(route) + ' ' + std::to_string(status));
  changed_.notify_all();
}

void Witness::request_refused(Code code) {
  const std::lock_guard lock(mutex_);
  refused_.push_back(code);
}

bool Witness::wait(const std::function<bool()>& condition) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, kPatience, condition);
}

bool Witness::waits_for_open(int open) {
  return wait([this, open] { return open_ == open; });
}

std::vector<std::string> Witness::answered(std::size_t count) {
  wait([this, count] { return answered_.size() >= count; });
  const std::lock_guard lock(mutex_);
  return answered_;
}

std::vector<Code> Witness::refused() {
  const std::lock_guard lock(mutex_);
  return refused_;
}

std::string Answer::code() const {
  constexpr std::string_view kMark = "\"code\":\"";
  const std::size_t at = body.find(kMark);
  if (at == body.npos) return {};
  const std::size_t first = at + kMark.size();
  return body.substr(first, body.find('"', first) - first);
}

Client::Client(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int yes = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  const timeval patience{kPatience.count(), 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    throw std::system_error(errno, std::generic_category(), "connecting to the server under test");
  }
  if (is_by_tls()) begin_tls();
}

Client::Client(Client&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)),
      received_(std::move(other.received_)),
      tls_(std::move(other.tls_)),
      mutex_of_tls_(std::move(other.mutex_of_tls_)) {}

Client::~Client() {
  if (socket_ >= 0) ::close(socket_);
}

void Client::Free::operator()(SSL* tls) const { SSL_free(tls); }

void Client::begin_tls() {
  static SSL_CTX* const kContext = SSL_CTX_new(TLS_client_method());  // trusts anybody
  mutex_of_tls_ = std::make_unique<std::mutex>();
  tls_.reset(SSL_new(kContext));
  SSL_set_fd(tls_.get(), socket_);
  ::fcntl(socket_, F_SETFL, O_NONBLOCK);
  const auto shake_hands = [this] { return SSL_connect(tls_.get()); };
  if (wait_for_tls(shake_hands) != 1) throw std::runtime_error("the server does not speak TLS");
}

int Client::wait_for_tls(const std::function<int()>& work) const {
  for (;;) {
    short wanted = 0;
    {
      const std::lock_guard lock(*mutex_of_tls_);
      ERR_clear_error();
      const int result = work();
      if (result > 0) return result;
      const int why = SSL_get_error(tls_.get(), result);
      if (why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE) return 0;
      wanted = why == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT;
    }
    pollfd ready{socket_, wanted, 0};
    constexpr std::chrono::milliseconds kMost = kPatience;
    if (::poll(&ready, 1, static_cast<int>(kMost.count())) == 0) {
      errno = EAGAIN;
      return -1;
    }
  }
}

bool Client::send(std::string_view bytes) const {
  while (!bytes.empty()) {
    const auto write = [&] {
      return SSL_write(tls_.get(), bytes.data(), static_cast<int>(bytes.size()));
    };
    const auto sent =
        tls_ ? wait_for_tls(write) : ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void Client::shut_down_sending() const {
  if (tls_) SSL_shutdown(tls_.get());
  ::shutdown(socket_, SHUT_WR);
}

void Client::reset() {
  const linger now{1, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  ::close(std::exchange(socket_, -1));
}

bool Client::receive() {
  char bytes[65536];
  const auto read = [&] { return SSL_read(tls_.get(), bytes, sizeof bytes); };
  const auto size = tls_ ? wait_for_tls(read) : ::recv(socket_, bytes, sizeof bytes, 0);
  if (size < 0 && errno == EAGAIN) throw std::runtime_error("the server neither sent nor closed");
  if (size <= 0) return false;
  received_.append(bytes, static_cast<std::size_t>(size));
  return true;
}

Answer Client::answer(bool to_head) {
  std::size_t end = 0;
  while ((end = received_.find("\r\n\r\n")) == received_.npos) {
    if (!receive()) return {};
  }
  Answer answer;
  answer.status = std::stoi(received_.substr(9, 3));
  std::size_t at = received_.find("\r\n") + 2;
  while (at < end) {
    const std::size_t colon = received_.find(": ", at);
    const std::size_t line_end = received_.find("\r\n", at);
    answer.fields[received_.substr(at, colon - at)] =
        received_.substr(colon + 2, line_end - colon - 2);
    at = line_end + 2;
  }
  received_.erase(0, end + 4);
  const auto length = answer.fields.find("Content-Length");
  const std::size_t size =
      to_head || length == answer.fields.end() ? 0 : std::stoul(length->second);
  while (received_.size() < size) {
    if (!receive()) return {};
  }
  answer.body = received_.substr(0, size);
  received_.erase(0, size);
  return answer;
}

Answer Client::ask(std::string_view bytes) {
  send(bytes);
  return answer();
}

std::string Client::line() {
  std::size_t end = 0;
  while ((end = received_.find('\n')) == received_.npos) {
    if (!receive()) return std::exchange(received_, {});
  }
  std::string line = received_.substr(0, end + 1);
  received_.erase(0, end + 1);
  return line;
}

std::string Client::rest() {
  while (receive()) continue;
  return std::exchange(received_, {});
}

bool Client::is_being_answered() { return !received_.empty() || receive(); }

bool Client::is_closed() { return received_.empty() && !receive(); }

ServerTest::~ServerTest() {
  if (!thread_.joinable()) return;
  // A test that failed half-way may have asked for the stop already; then nobody may be waited for.
  asio::post(context_, [this] { gate_.cancel(); });
  if (!asked_) stop(kPatience);
  stopped();
}

void ServerTest::add_routes() {
  const auto add = [this](std::string method, std::string path, std::size_t max_body,
                          Handler handler) {
    const bool cross_origin = path == "/echo";
    router_.add({std::move(method), std::move(path), max_body, cross_origin, std::move(handler)});
  };
  add_streams();
  const auto text = [](std::string body) {
    Response response;
    response.content_type = "text/plain";
    response.body = std::move(body);
    return response;
  };
  add("GET", "/hello", 0,
      [text](const Request&) -> asio::awaitable<Response> { co_return text("hello"); });
  add("POST", "/echo", 64, [text](const Request& request) -> asio::awaitable<Response> {
    co_return text(std::string(request.body));
  });
  add("PUT", "/large", 1 << 20, [text](const Request& request) -> asio::awaitable<Response> {
    co_return text(std::to_string(request.body.size()));
  });
  add("GET", "/large", 0, [text](const Request&) -> asio::awaitable<Response> {
    co_return text(std::string(8 << 20, 'x'));
  });
  add("GET", "/throws", 0, [](const Request&) -> asio::awaitable<Response> {
    throw std::runtime_error("thrown by a test");
    co_return Response();
  });
  add("GET", "/injects", 0, [text](const Request&) -> asio::awaitable<Response> {
    Response response = text("x");
    response.headers.emplace_back("X-Echo", "a\r\nSet-Cookie: b");
    co_return response;
  });
  add("GET", "/wait", 0, [this, text](const Request& request) -> asio::awaitable<Response> {
    const std::string query(request.query);
    co_await gate_.async_wait(as_result);
    co_return text("done " + query + std::string(request.header("host")));
  });
}

void ServerTest::add_stream(std::string path, std::function<asio::awaitable<void>(Stream&)> body) {
  auto counted = [this, body = std::move(body)](Stream& stream) -> asio::awaitable<void> {
    co_await body(stream);
    const std::lock_guard lock(mutex_);
    ++ended_;
    changed_.notify_all();
  };
  auto handler = [counted](const Request&) -> asio::awaitable<Response> {
    Response response;
    response.content_type = "text/plain";
    response.stream = counted;
    co_return response;
  };
  router_.add({"GET", std::move(path), 0, false, std::move(handler)});
}

void ServerTest::add_streams() {
  add_stream("/three", [](Stream& stream) -> asio::awaitable<void> {
    for (const char* const line : {"one\n", "two\n", "three\n"}) {
      co_await stream.write(line);
      co_await stream.pause(std::chrono::milliseconds(1));
    }
  });
  add_stream("/ticks", [](Stream& stream) -> asio::awaitable<void> {
    bool on = true;
    while (on) {
      on = co_await stream.write("tick\n");
      if (on) on = co_await stream.pause(std::chrono::milliseconds(5));
    }
  });
  add_stream("/silent", [](Stream& stream) -> asio::awaitable<void> {
    co_await stream.write("begin\n");
    co_await stream.pause(std::chrono::hours(1));
  });
  add_stream("/much", [](Stream& stream) -> asio::awaitable<void> {
    for (const auto& part : numbered_lines()) co_await stream.write(part);
  });
  add_stream("/flood", [](Stream& stream) -> asio::awaitable<void> {
    bool on = true;
    while (on) on = co_await stream.write(std::string(1 << 16, 'x'));
  });
  add_stream("/breaks", [](Stream& stream) -> asio::awaitable<void> {
    co_await stream.write("begin\n");
    throw std::runtime_error("thrown by a test");
  });
}

bool ServerTest::waits_for_ended(int count) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, kPatience, [this, count] { return ended_ >= count; });
}

void ServerTest::start(const Limits& limits) {
  add_routes();
  auto acceptor = open_acceptor(context_, "127.0.0.1", 0, PortUse::alone);
  ASSERT_TRUE(acceptor.has_value()) << acceptor.error().text;
  server_ = std::make_unique<Server>(context_, *std::move(acceptor), router_, witness_, limits);
  port_ = server_->local_endpoint().port();
  if (is_by_tls()) server_->show(new_certificate());
  server_->start();
  thread_ = std::thread([this] { context_.run(); });
}

void ServerTest::run_on_server(const std::function<void()>& work) {
  std::promise<void> done;
  asio::post(context_, [&] {
    work();
    done.set_value();
  });
  done.get_future().wait();
}

void ServerTest::release() {
  run_on_server([this] { gate_.cancel(); });
}

void ServerTest::stop(std::chrono::milliseconds deadline, const std::function<void()>& before) {
  asked_ = std::chrono::steady_clock::now();
  run_on_server([&] {
    before();
    asio::co_spawn(context_, server_->stop(*asked_ + deadline), asio::detached);
  });
}

std::chrono::steady_clock::duration ServerTest::stopped() {
  thread_.join();
  return std::chrono::steady_clock::now() - *asked_;
}

std::vector<std::string> numbered_lines() {
  std::vector<std::string> parts(256);
  int number = 0;
  for (auto& part : parts) {
    while (part.size() < (1 << 16)) part += std::to_string(++number) + '\n';
  }
  return parts;
}

std::string echo(std::string_view body) {
  return "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + std::string(body);
}

}  // namespace readcount::http
