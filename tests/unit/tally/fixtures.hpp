#pragma once

#include "tally/record.hpp"

#include <string>

// Words for the tests of this folder.

namespace readcount::tally::testing {

inline constexpr Time kNoon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23} +
                            std::chrono::hours{12}};

inline ping::Article article(std::string path) { return {"news.example", std::move(path)}; }

inline ping::Article site() { return {"news.example", ""}; }

inline Record view(std::string path, ping::ReaderKey reader, Time at = kNoon) {
  return {article(std::move(path)), at, reader, true};
}

inline Record repeat(std::string path, ping::ReaderKey reader, Time at = kNoon) {
  return {article(std::move(path)), at, reader, false};
}

}  // namespace readcount::tally::testing
