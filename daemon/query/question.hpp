#pragma once

#include "base/clock.hpp"
#include "base/problem.hpp"
#include "ping/article.hpp"
#include "ping/sites.hpp"
#include "query/metric.hpp"
#include "query/period.hpp"
#include "query/zone.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace readcount::query {

inline constexpr std::size_t kMaxLimit = 1000;
inline constexpr std::size_t kDefaultLimit = 10;

/// A question of an editor, with the defaults filled in. The **subject** is whose numbers are
/// asked: an article, or of the site named there all (""), a section ("s:…") or an author ("a:…").
struct Question {
  ping::Article subject;
  std::string url;      ///< as asked; empty: the subject is no article
  std::string section;  ///< as asked; empty: the subject is no section
  std::string author;   ///< as asked; empty: the subject is no author
  Metric metric = Metric::views;
  SourceKind by = SourceKind::referrer;
  std::size_t limit = kDefaultLimit;
  Zone zone;
  Period period;
  std::optional<Step> step;
  Time now{};

  bool is_of_article() const noexcept { return subject.path.starts_with('/'); }
};

/// What an endpoint takes of the common parameters.
struct Frame {
  std::string_view default_period = "24h";
  bool of_articles = true;  ///< `url` may be given
  bool of_groups = true;    ///< `section` or `author` may be given
  bool in_zones = true;     ///< `tz` counts; else all is UTC
  bool in_time = true;      ///< it is about a period; else of `period` to `tz` nothing is read
};

/// Reads `site`, `url`, `section`, `author`, `metric`, `period`, `from`, `to`, `step`, `tz`,
/// `limit` and `by` of a query; what else stands there is not looked at. `site` may be left out
/// where `url` names it, or where there is only one.
///
/// Refuses what does not make sense together, what stands twice, and each value that is none, with
/// what would be one.
Checked<Question> parse_question(std::string_view query, const ping::Sites& sites, Time now,
                                 const Frame& frame);

}  // namespace readcount::query
