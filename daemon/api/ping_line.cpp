#include "api/ping_line.hpp"

#include "base/number.hpp"
#include "ping/address.hpp"
#include "ping/crawler.hpp"
#include "ping/message.hpp"
#include "ping/text.hpp"
#include "query/instant.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace readcount::api {
namespace {

Problem bad(std::string detail) { return {Code::bad_parameter, std::move(detail)}; }

std::optional<Time> time_in(const std::string& text) {
  if (const auto number = whole_number<std::int64_t>(text)) {
    return Time{std::chrono::milliseconds{*number}};
  }
  const auto instant = query::parse_instant(text, "time", query::Zone());
  if (!instant) return std::nullopt;
  return instant->begin;
}

Checked<Time> past_in(const std::string& text, Time now) {
  const auto time = time_in(text);
  if (!time) {
    return bad("\"time\" " + ping::in_quotes(text) +
               " is none: write 2026-11-23T13:00:00+01:00, or milliseconds since 1970");
  }
  if (*time < kEarliest) return bad("\"time\" is before 2026: nothing was counted then");
  if (*time > now + kMostAhead) return bad("\"time\" is in the future");
  return std::min(*time, now);
}

/// Who read: what the line does not say is the request's.
Checked<Sender> reader_in(const Sender& sender, const std::string& ip,
                          const std::string& user_agent, const std::string& language) {
  auto reader = sender;
  if (!ip.empty()) {
    boost::system::error_code ec;
    reader.address = boost::asio::ip::make_address(ip, ec);
    if (ec) return bad("\"ip\" " + ping::in_quotes(ip) + " is no IPv4 or IPv6 address");
  }
  if (!user_agent.empty()) {
    reader.user_agent = user_agent;
    reader.is_mobile = {};
  }
  if (!language.empty()) reader.language = language;
  reader.set_aside.reset();
  if (ping::is_declared_crawler(reader.user_agent)) reader.set_aside = ping::Outcome::bot;
  return reader;
}

}  // namespace

Checked<ping::Ping> read_ping_line(const Known& known, const Sender& sender, std::string_view line,
                                   Time now) {
  if (line.size() > kMaxLine) {
    return Problem{Code::body_too_large,
                   "a line may have at most " + std::to_string(kMaxLine) + " bytes"};
  }
  auto message = ping::parse_line(line);
  if (!message) return message.error();
  auto article = ping::normal_form(message->url, known.sites);
  if (!article) return article.error();
  std::optional<Time> past;
  if (!message->time.empty()) {
    const auto told = past_in(message->time, now);
    if (!told) return told.error();
    past = *told;
  }
  const auto user_agent = std::move(message->user_agent);
  const auto language = std::move(message->language);
  const auto reader = reader_in(sender, message->ip, user_agent, language);
  if (!reader) return reader.error();

  auto ping = build_ping(known, *reader, std::move(*article), std::move(*message));
  ping.past = past;
  return ping;
}

}  // namespace readcount::api
