#include "cli/http_call.hpp"

#include "base/asio.hpp"
#include "base/version.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include <exception>
#include <optional>
#include <utility>

namespace readcount::cli {
namespace {

namespace http = boost::beast::http;
using asio::ip::tcp;
using Message = http::request<http::string_body>;

Failure nobody(const ServerUrl& server, const std::string& why) {
  return {Exit::no_server,
          "no server at " + server.text + ": " + why +
              "\n  Start one with \"readcountd\", or name another by --server URL or "
              "READCOUNT_SERVER."};
}

Failure no_answer(const ServerUrl& server, const std::string& why) {
  return {Exit::no_server, "no answer from " + server.text + ": " + why +
                               "\n  If that is not readcountd, name it by --server URL or "
                               "READCOUNT_SERVER."};
}

std::string text_of(const boost::system::error_code& error) {
  if (error == http::error::body_limit) return "it is larger than 16 MiB";
  if (error == http::error::end_of_stream) return "the connection was closed";
  if (error.category() == http::make_error_code(http::error::bad_version).category()) {
    return "it is not HTTP (" + error.message() + ")";
  }
  return error.message();
}

Message message_of(const Connection& connection, const Request& request) {
  const auto method = request.body.empty() ? http::verb::get : http::verb::post;
  Message message(method, connection.server.prefix + request.target, 11, request.body);
  message.set(http::field::host, connection.server.authority);
  message.set(http::field::user_agent, "readcount/" + std::string(kVersion));
  message.set(http::field::accept, "application/json, application/problem+json");
  message.set(http::field::connection, "close");
  if (!request.body.empty()) message.set(http::field::content_type, "application/json");
  if (!connection.token.empty()) {
    message.set(http::field::authorization, "Bearer " + connection.token);
  }
  message.prepare_payload();
  return message;
}

/// One exchange, step by step; `connected` is for the message of a time-out.
asio::awaitable<Outcome<Response>> exchange(const Connection& connection, const Request& request,
                                            bool& connected) {
  const auto& server = connection.server;
  const auto executor = co_await asio::this_coro::executor;
  tcp::resolver resolver(executor);
  auto [unknown, endpoints] = co_await resolver.async_resolve(server.host, server.port, as_result);
  if (unknown) co_return nobody(server, unknown.message());

  tcp::socket socket(executor);
  auto [unreachable, endpoint] = co_await asio::async_connect(socket, endpoints, as_result);
  if (unreachable) co_return nobody(server, unreachable.message());

  connected = true;
  const auto message = message_of(connection, request);
  auto [unsent, sent] = co_await http::async_write(socket, message, as_result);
  // A server may answer and close before it has read the whole body: its answer still counts.
  boost::beast::flat_buffer buffer;
  http::response_parser<http::string_body> parser;
  parser.body_limit(kMostAnswer);
  auto [unread, got] = co_await http::async_read(socket, buffer, parser, as_result);
  if (unread) co_return no_answer(server, text_of(unsent ? unsent : unread));

  auto answer = parser.release();
  Response response;
  response.status = answer.result_int();
  response.location = answer[http::field::location];
  response.body = std::move(answer.body());
  co_return response;
}

std::string text_of(std::chrono::milliseconds time) {
  auto text = std::to_string(std::chrono::duration<double>(time).count());
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text + " s";
}

}  // namespace

Outcome<Response> http_call(const Connection& connection, const Request& request) {
  bool connected = false;
  std::optional<Outcome<Response>> outcome;
  asio::io_context context(1);
  asio::co_spawn(context, exchange(connection, request, connected),
                 [&](const std::exception_ptr& surprise, Outcome<Response> result) {
                   if (surprise) std::rethrow_exception(surprise);
                   outcome = std::move(result);
                 });
  context.run_for(connection.timeout);
  if (outcome) return *std::move(outcome);
  const auto why = "nothing within " + text_of(connection.timeout) + "; --timeout waits longer";
  return connected ? no_answer(connection.server, why) : nobody(connection.server, why);
}

}  // namespace readcount::cli
