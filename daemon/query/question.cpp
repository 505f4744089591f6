#include "query/question.hpp"

#include "base/number.hpp"
#include "ping/address.hpp"
#include "ping/query_string.hpp"
#include "ping/text.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace readcount::query {
namespace {

constexpr std::array<std::string_view, 12> kNames{"site",   "url",    "section", "author",
                                                  "metric", "period", "from",    "to",
                                                  "step",   "tz",     "limit",   "by"};

/// Names of sections and authors are counted under so many bytes of them.
constexpr std::size_t kMaxName = 128;

std::string subject_path(std::string_view mark, std::string_view name) {
  return std::string(mark).append(ping::cut(name, kMaxName));
}

/// The values given; empty: not given. A parameter without a value is as one that is missing.
class Given {
 public:
  static Checked<Given> read(std::string_view query) {
    auto pairs = ping::parse_query_string(query);
    if (!pairs) return pairs.error();
    Given given;
    for (auto& [name, value] : *pairs) {
      const auto found = std::find(kNames.begin(), kNames.end(), name);
      if (found == kNames.end()) continue;
      auto& place = given.values_[static_cast<std::size_t>(found - kNames.begin())];
      if (!place.empty()) return Problem{Code::bad_parameter, name + " stands twice: give it once"};
      place = std::move(value);
    }
    return given;
  }

  const std::string& operator[](std::string_view name) const {
    const auto found = std::find(kNames.begin(), kNames.end(), name);
    return values_[static_cast<std::size_t>(found - kNames.begin())];
  }

 private:
  std::array<std::string, kNames.size()> values_;
};

Checked<std::string> site_of(const Given& given, const ping::Sites& sites) {
  const auto& host = given["site"];
  if (host.empty()) {
    if (auto only = sites.only()) return std::move(*only);
    return Problem{Code::missing_parameter, "several sites are counted here: add site=…"};
  }
  auto site = sites.find(host);
  if (!site) {
    return Problem{Code::unknown_site, ping::in_quotes(host) +
                                           " is not counted here: add it to the settings as a "
                                           "site, or as a site's alias"};
  }
  return std::move(site->name);
}

Checked<void> take_article(Question& question, const Given& given, const ping::Sites& sites) {
  auto article = ping::normal_form(given["url"], sites);
  if (!article) return article.error();
  if (!given["site"].empty()) {
    const auto site = site_of(given, sites);
    if (!site) return site.error();
    if (*site != article->site) {
      return Problem{Code::bad_parameter,
                     "url is an article of " + article->site + ", not of site: leave site out"};
    }
  }
  question.subject = std::move(*article);
  return {};
}

Checked<void> take_subject(Question& question, const Given& given, const ping::Sites& sites,
                           const Frame& frame) {
  question.url = given["url"];
  question.section = given["section"];
  question.author = given["author"];
  const int narrowed =
      int(!question.url.empty()) + int(!question.section.empty()) + int(!question.author.empty());
  if (narrowed > 1) {
    return Problem{Code::bad_parameter, "give one of url, section and author"};
  }
  if (narrowed == 1 && !frame.of_articles && !frame.of_groups) {
    return Problem{Code::bad_parameter,
                   "this is of whole sites: narrow it by site, not by url, section or author"};
  }
  if (!question.url.empty() && !frame.of_articles) {
    return Problem{Code::bad_parameter,
                   "this lists articles: narrow it by site, section or author, not by url"};
  }
  if (narrowed == 1 && question.url.empty() && !frame.of_groups) {
    return Problem{Code::bad_parameter,
                   "this is kept of articles and sites, not of sections and authors: leave "
                   "these out"};
  }
  if (!question.url.empty()) return take_article(question, given, sites);
  auto site = site_of(given, sites);
  if (!site) return site.error();
  question.subject.site = std::move(*site);
  if (!question.section.empty()) question.subject.path = subject_path("s:", question.section);
  if (!question.author.empty()) question.subject.path = subject_path("a:", question.author);
  return {};
}

Checked<void> take_time(Question& question, const Given& given, const Frame& frame) {
  if (frame.in_zones && !given["tz"].empty()) {
    auto zone = Zone::find(given["tz"]);
    if (!zone) return zone.error();
    question.zone = std::move(*zone);
  }
  AskedTime asked{given["period"], given["from"], given["to"]};
  const bool is_asked = !asked.period.empty() || !asked.from.empty() || !asked.to.empty();
  if (!is_asked) asked.period = frame.default_period;
  auto period = parse_period(asked, question.zone, question.now);
  if (!period) return period.error();
  question.period = std::move(*period);
  if (given["step"].empty()) return {};
  const auto step = parse_step(given["step"]);
  if (!step) return step.error();
  question.step = *step;
  return {};
}

Checked<void> take_choices(Question& question, const Given& given) {
  if (!given["metric"].empty()) {
    const auto metric = parse_metric(given["metric"]);
    if (!metric) return metric.error();
    question.metric = *metric;
  }
  if (!given["by"].empty()) {
    const auto by = parse_source_kind(given["by"]);
    if (!by) return by.error();
    question.by = *by;
    if (question.by == SourceKind::sender_class && !question.url.empty()) {
      return Problem{Code::bad_parameter,
                     "by=class is kept of sites, not of articles: give site instead of url"};
    }
  }
  if (given["limit"].empty()) return {};
  const auto limit = whole_number<std::size_t>(given["limit"]);
  if (!limit || *limit == 0 || *limit > kMaxLimit) {
    return Problem{Code::bad_parameter, "limit=" + ping::in_quotes(given["limit"]) +
                                            " is none: use a number from 1 to " +
                                            std::to_string(kMaxLimit)};
  }
  question.limit = *limit;
  return {};
}

}  // namespace

Checked<Question> parse_question(std::string_view query, const ping::Sites& sites, Time now,
                                 const Frame& frame) {
  const auto given = Given::read(query);
  if (!given) return given.error();
  Question question;
  question.now = now;
  if (auto taken = take_subject(question, *given, sites, frame); !taken) return taken.error();
  if (frame.in_time) {
    if (auto taken = take_time(question, *given, frame); !taken) return taken.error();
  }
  if (auto taken = take_choices(question, *given); !taken) return taken.error();
  return question;
}

}  // namespace readcount::query
