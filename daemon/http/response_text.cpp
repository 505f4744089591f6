#include "http/response_text.hpp"

#include "http/characters.hpp"

#include <boost/beast/http/status.hpp>

#include <charconv>
#include <cstdio>
#include <stdexcept>

namespace readcount::http {
namespace {

void append_number(std::string& out, std::size_t number) {
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  out.append(digits, end);
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
  const char* const name_end = name.data() + name.size();
  const char* const value_end = value.data() + value.size();
  if (name.empty() || skip(token_character, name.data(), name_end) != name_end ||
      skip_value(value.data(), value_end) != value_end) {
    throw std::invalid_argument("an answer has a malformed field: " + std::string(name));
  }
  out.append(name).append(": ").append(value).append("\r\n");
}

void append_status(std::string& out, int status) {
  if (status < 200 || status > 599) throw std::invalid_argument("an answer has no valid status");
  const auto number = static_cast<unsigned>(status);
  const auto reason =
      boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(number));
  out.append("HTTP/1.1 ");
  append_number(out, number);
  out.append(" ").append(reason.data(), reason.size()).append("\r\n");
}

void append_head(std::string& out, const Response& response, const AnswerFrame& frame,
                 std::string_view date) {
  append_status(out, response.status);
  out.append("Date: ").append(date).append("\r\n");
  if (!response.content_type.empty()) append_field(out, "Content-Type", response.content_type);
  if (response.status != 204 && response.status != 304 && !response.stream) {
    out.append("Content-Length: ");
    append_number(out, response.body.size());
    out.append("\r\n");
  }
  if (frame.cross_origin) out.append("Access-Control-Allow-Origin: *\r\n");
  if (frame.close) {
    out.append("Connection: close\r\n");
  } else if (frame.keep_alive) {
    out.append("Connection: keep-alive\r\n");
  }
  for (const auto& [name, value] : response.headers) append_field(out, name, value);
  out.append("\r\n");
}

}  // namespace

void append_answer(std::string& out, const Response& response, const AnswerFrame& frame,
                   std::string_view date) {
  const std::size_t before = out.size();
  try {
    append_head(out, response, frame, date);
  } catch (...) {
    out.resize(before);
    throw;
  }
  const bool bodiless = frame.head_only || response.status == 204 || response.status == 304;
  if (!bodiless) out.append(response.body);
}

std::string_view HttpDate::at(std::chrono::sys_seconds now) {
  if (now == shown_) return text_;
  // Not strftime: it follows the locale.
  static constexpr std::string_view kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::string_view kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto midnight = std::chrono::floor<std::chrono::days>(now);
  const std::chrono::year_month_day date(midnight);
  const std::chrono::hh_mm_ss time(now - midnight);
  char text[64];
  const int size = std::snprintf(text, sizeof text, "%s, %02u %s %04d %02d:%02d:%02d GMT",
                                 kDays[std::chrono::weekday(midnight).c_encoding()].data(),
                                 unsigned{date.day()}, kMonths[unsigned{date.month()} - 1].data(),
                                 int{date.year()}, static_cast<int>(time.hours().count()),
                                 static_cast<int>(time.minutes().count()),
                                 static_cast<int>(time.seconds().count()));
  text_.assign(text, static_cast<std::size_t>(size));
  shown_ = now;
  return text_;
}

}  // namespace readcount::http
