#pragma once

#include "query/question.hpp"

#include <stdexcept>
#include <string>
#include <string_view>

// Times as people write them, and questions as they ask them.

namespace readcount::query {

/// A time in UTC, "2026-11-23T13:00:00".
inline Second at(const std::string& text) {
  const auto number = [&](std::size_t from, std::size_t digits) {
    return std::stoi(text.substr(from, digits));
  };
  using std::chrono::year;
  const std::chrono::sys_days day(year(number(0, 4)) / number(5, 2) / number(8, 2));
  return day + std::chrono::hours(number(11, 2)) + std::chrono::minutes(number(14, 2)) +
         std::chrono::seconds(number(17, 2));
}

/// When the questions of these tests are asked.
inline const Second kNow = at("2026-11-24T14:30:30");

inline Zone zone(std::string_view name) {
  auto found = Zone::find(name);
  if (!found) throw std::runtime_error(found.error().detail);
  return *found;
}

template <class T>
Code code_of(const Checked<T>& checked) {
  return checked ? Code::overloaded : checked.error().code;
}

template <class T>
std::string detail_of(const Checked<T>& checked) {
  return checked ? "" : checked.error().detail;
}

inline const ping::Sites& one_site() {
  static const ping::Sites kSites(
      std::vector<ping::SiteRule>{{"news.example", {"alias.example"}, {}}});
  return kSites;
}

/// A question to the only site, asked at kNow.
inline Checked<Question> ask(std::string_view query, const Frame& frame = {}) {
  return parse_question(query, one_site(), kNow, frame);
}

}  // namespace readcount::query
