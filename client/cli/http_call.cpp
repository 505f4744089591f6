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
  auto method = http::string_to_verb(request.method);
  if (request.method.empty()) method = request.body.empty() ? http::verb::get : http::verb::post;
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

/// How far an exchange has come, for its time-out.
struct Course {
  bool connected = false;
  std::uint64_t received = 0;  ///< bytes for the sink
};

using HeadParser = http::response_parser<http::empty_body>;

Response response_of(const http::response<http::string_body>& answer) {
  Response response;
  response.status = answer.result_int();
  response.location = answer[http::field::location];
  response.body = answer.body();
  return response;
}

/// The rest of a good answer, to the sink. Tells what broke it off.
asio::awaitable<boost::system::error_code> pour(tcp::socket& socket,
                                                boost::beast::flat_buffer& buffer, HeadParser& head,
                                                const Sink& sink, Course& course) {
  http::response_parser<http::buffer_body> parser(std::move(head));
  parser.body_limit(boost::none);
  std::string block(std::size_t{64} << 10U, '\0');
  while (!parser.is_done()) {
    auto& body = parser.get().body();
    body.data = block.data();
    body.size = block.size();
    auto [error, count] = co_await http::async_read(socket, buffer, parser, as_result);
    const auto got = block.size() - parser.get().body().size;
    course.received += got;
    if (got > 0 && !sink(std::string_view(block).substr(0, got))) break;
    if (error && error != http::error::need_buffer) co_return error;
  }
  co_return boost::system::error_code();
}

/// One exchange, step by step. With a sink a good answer goes there.
asio::awaitable<Outcome<Response>> exchange(const Connection& connection, const Request& request,
                                            const Sink* sink, Course& course) {
  const auto& server = connection.server;
  const auto executor = co_await asio::this_coro::executor;
  tcp::resolver resolver(executor);
  auto [unknown, endpoints] = co_await resolver.async_resolve(server.host, server.port, as_result);
  if (unknown) co_return nobody(server, unknown.message());

  tcp::socket socket(executor);
  auto [unreachable, endpoint] = co_await asio::async_connect(socket, endpoints, as_result);
  if (unreachable) co_return nobody(server, unreachable.message());

  course.connected = true;
  const auto message = message_of(connection, request);
  auto [unsent, sent] = co_await http::async_write(socket, message, as_result);
  // A server may answer and close before it has read the whole body: its answer still counts.
  boost::beast::flat_buffer buffer;
  HeadParser head;
  head.body_limit(kMostAnswer);
  auto [headless, head_size] = co_await http::async_read_header(socket, buffer, head, as_result);
  if (headless) co_return no_answer(server, text_of(unsent ? unsent : headless));
  if (sink != nullptr && head.get().result_int() == 200) {
    const auto broken = co_await pour(socket, buffer, head, *sink, course);
    if (broken) co_return no_answer(server, text_of(broken));
    Response good;
    good.status = 200;
    co_return good;
  }
  http::response_parser<http::string_body> parser(std::move(head));
  auto [unread, got] = co_await http::async_read(socket, buffer, parser, as_result);
  if (unread) co_return no_answer(server, text_of(unsent ? unsent : unread));
  co_return response_of(parser.get());
}

std::string text_of(std::chrono::milliseconds time) {
  auto text = std::to_string(std::chrono::duration<double>(time).count());
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text + " s";
}

Outcome<Response> perform(const Connection& connection, const Request& request, const Sink* sink) {
  Course course;
  std::optional<Outcome<Response>> outcome;
  asio::io_context context(1);
  asio::co_spawn(context, exchange(connection, request, sink, course),
                 [&](const std::exception_ptr& surprise, Outcome<Response> result) {
                   if (surprise) std::rethrow_exception(surprise);
                   outcome = std::move(result);
                 });
  std::uint64_t before = 0;
  do {
    before = course.received;
    context.run_for(connection.timeout);
  } while (!outcome && course.received > before);
  if (outcome) return *std::move(outcome);
  const auto why = "nothing within " + text_of(connection.timeout) + "; --timeout waits longer";
  return course.connected ? no_answer(connection.server, why) : nobody(connection.server, why);
}

}  // namespace

Outcome<Response> http_call(const Connection& connection, const Request& request) {
  return perform(connection, request, nullptr);
}

Outcome<Response> http_download(const Connection& connection, const Request& request,
                                const Sink& sink) {
  return perform(connection, request, &sink);
}

}  // namespace readcount::cli
