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
  Record record;
  record.article = article(std::move(path));
  record.at = at;
  record.reader = reader;
  record.counted = true;
  return record;
}

inline Record repeat(std::string path, ping::ReaderKey reader, Time at = kNoon) {
  auto record = view(std::move(path), reader, at);
  record.counted = false;
  return record;
}

/// A page view that got from `before` engaged seconds to `engaged`.
inline Record engage(std::string path, std::uint32_t before, std::uint32_t engaged,
                     Time began = kNoon) {
  Record record;
  record.kind = RecordKind::engage;
  record.article = article(std::move(path));
  record.at = began + std::chrono::seconds{engaged};
  record.progress.began = began;
  record.progress.engaged_before = before;
  record.progress.engaged = engaged;
  return record;
}

/// A page load of the site that was set aside.
inline Record set_aside(std::string sender_class, Time at = kNoon) {
  Record record;
  record.kind = RecordKind::set_aside;
  record.article = site();
  record.at = at;
  record.sender_class = std::move(sender_class);
  return record;
}

}  // namespace readcount::tally::testing
