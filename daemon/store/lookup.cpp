#include "store/lookup.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <netdb.h>

#include <cstring>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

namespace readcount::store {
namespace {

using asio::ip::tcp;

Lookup::Answer ask_system(const std::string& host, std::uint16_t port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_ADDRCONFIG;
  addrinfo* list = nullptr;
  Lookup::Answer answer;
  if (const int error = ::getaddrinfo(host.c_str(), nullptr, &hints, &list); error != 0) {
    answer.problem = ::gai_strerror(error);
    return answer;
  }
  for (const auto* each = list; each != nullptr; each = each->ai_next) {
    tcp::endpoint endpoint;
    if (each->ai_addrlen > endpoint.capacity()) continue;
    std::memcpy(endpoint.data(), each->ai_addr, each->ai_addrlen);
    endpoint.resize(each->ai_addrlen);
    endpoint.port(port);
    answer.found.push_back(endpoint);
  }
  ::freeaddrinfo(list);
  return answer;
}

void give(const asio::any_io_executor& executor, Completion<Lookup::Answer> done,
          Lookup::Answer answer) {
  asio::post(executor, [done = std::move(done), answer = std::move(answer)]() mutable {
    done(std::move(answer));
  });
}

}  // namespace

struct Lookup::Query {
  /// Who waits. Gone with the wait, so that the thread touches no executor that may be gone.
  struct Waiting {
    asio::any_io_executor executor;
    Completion<Answer> done;
  };

  Query(std::string h, std::uint16_t p) : host(std::move(h)), port(p) {}

  const std::string host;
  const std::uint16_t port;
  std::mutex mutex;  // guards what follows
  bool ended = false;
  std::optional<Waiting> waiting;
  std::optional<Answer> answer;  // that nobody waited for
};

Lookup::Lookup(asio::any_io_executor executor) : executor_(std::move(executor)) {}

Lookup::~Lookup() { cancel(); }

asio::awaitable<Lookup::Answer> Lookup::look_up(std::string host, std::uint16_t port) {
  boost::system::error_code no_address;
  const auto address = asio::ip::make_address(host, no_address);
  if (!no_address) {
    Answer answer;
    answer.found.emplace_back(address, port);
    co_return answer;
  }
  co_return co_await ask(std::move(host), port);
}

asio::awaitable<Lookup::Answer> Lookup::ask(std::string host, std::uint16_t port) {
  auto begin = [this, port](auto handler, const std::string& name) {
    start(name, port, Completion<Answer>(std::move(handler)));
  };
  return asio::async_initiate<const asio::use_awaitable_t<>, void(Answer)>(
      std::move(begin), asio::use_awaitable, std::move(host));
}

void Lookup::start(const std::string& host, std::uint16_t port, Completion<Answer> done) {
  if (query_ && query_->host == host && query_->port == port) {
    const std::lock_guard lock(query_->mutex);
    if (!query_->ended) {
      query_->waiting.emplace(Query::Waiting{executor_, std::move(done)});
      return;
    }
    if (auto answer = std::exchange(query_->answer, std::nullopt)) {
      return give(executor_, std::move(done), std::move(*answer));
    }
  }
  query_ = std::make_shared<Query>(host, port);
  query_->waiting.emplace(Query::Waiting{executor_, std::move(done)});
  try {
    std::thread([query = query_] { run(query); }).detach();
  } catch (const std::system_error&) {
    query_->ended = true;
    auto waiting = std::exchange(query_->waiting, std::nullopt);
    give(executor_, std::move(waiting->done), Answer{{}, "no thread to look it up"});
  }
}

void Lookup::run(const std::shared_ptr<Query>& query) {
  auto answer = ask_system(query->host, query->port);
  const std::lock_guard lock(query->mutex);
  query->ended = true;
  if (auto waiting = std::exchange(query->waiting, std::nullopt)) {
    give(waiting->executor, std::move(waiting->done), std::move(answer));
  } else {
    query->answer = std::move(answer);
  }
}

void Lookup::cancel() {
  if (!query_) return;
  const std::lock_guard lock(query_->mutex);
  auto waiting = std::exchange(query_->waiting, std::nullopt);
  if (waiting) give(executor_, std::move(waiting->done), Answer{{}, "the wait was ended"});
}

}  // namespace readcount::store
