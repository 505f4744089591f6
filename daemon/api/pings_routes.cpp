// POST /v1/pings: many pings in one body, each in a line of its own.

#include "api/answer.hpp"
#include "api/ping_line.hpp"
#include "api/routes.hpp"
#include "api/token.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace readcount::api {
namespace {

constexpr std::size_t kMaxPingsBody = std::size_t{8} * 1024 * 1024;
// Of strangers too a body is read before the token is looked at.
constexpr std::size_t kMaxPublicBody = std::size_t{1024} * 1024;
constexpr std::ptrdiff_t kMaxLines = 10'000;
constexpr std::size_t kLinesATurn = 1000;  // then what pages send gets its turn
constexpr std::size_t kMaxErrors = 100;

/// The lines of a body, with their numbers.
class Lines {
 public:
  explicit Lines(std::string_view body) : rest_(body) {}

  bool next() {
    if (rest_.empty()) return false;
    const auto end = std::min(rest_.find('\n'), rest_.size());
    line_ = rest_.substr(0, end);
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    if (line_.ends_with('\r')) line_.remove_suffix(1);
    ++number_;
    return true;
  }

  std::string_view line() const noexcept { return line_; }
  std::size_t number() const noexcept { return number_; }

 private:
  std::string_view rest_;
  std::string_view line_;
  std::size_t number_ = 0;
};

/// What became of the lines: each has one outcome, here and in the metrics.
class Report {
 public:
  explicit Report(const Context& context) : context_(context) {}

  /// The pipeline counts in the metrics what it keeps.
  void add(ping::Outcome outcome) { ++lines_[static_cast<std::size_t>(outcome)]; }

  void refuse(std::size_t line, const Problem& problem) {
    add(ping::Outcome::refused);
    context_.metrics.refused(problem.code);
    context_.metrics.ping_refused();
    if (++errors_ > kMaxErrors) return;
    if (errors_ > 1) json_ += ',';
    json_ += "{\"line\":" + std::to_string(line) +
             ",\"code\":" + json_string(name_of(problem.code)) +
             ",\"detail\":" + json_string(problem.detail) + '}';
  }

  std::string json() const {
    std::string json;
    for (const auto outcome : {ping::Outcome::counted, ping::Outcome::repeat, ping::Outcome::bot,
                               ping::Outcome::refused}) {
      json += json.empty() ? '{' : ',';
      json += json_string(name_of(outcome)) + ':' +
              std::to_string(lines_[static_cast<std::size_t>(outcome)]);
    }
    return json + ",\"errors\":[" + json_ + "]}";
  }

 private:
  const Context& context_;
  std::array<std::size_t, 5> lines_{};  // by outcome
  std::size_t errors_ = 0;
  std::string json_;
};

/// Pings that are handed over together, and the lines in which they stood.
struct Part {
  std::vector<ping::Ping> pings;
  std::vector<std::size_t> lines;
};

Part read_part(const Context& context, const Known& known, const Sender& sender, Lines& lines,
               Report& report) {
  Part part;
  while (part.pings.size() < kLinesATurn && lines.next()) {
    if (lines.line().empty()) continue;
    auto read = read_ping_line(known, sender, lines.line(), wall_now());
    if (!read) {
      report.refuse(lines.number(), read.error());
    } else if (read->set_aside && read->kind != ping::Kind::view) {
      report.add(*read->set_aside);
      count_set_aside(context, read->article.site, read->kind, *read->set_aside);
    } else {
      part.pings.push_back(std::move(*read));
      part.lines.push_back(lines.number());
    }
  }
  return part;
}

asio::awaitable<http::Response> post_pings(const Context& context, const http::Request& request) {
  const auto ends = std::count(request.body.begin(), request.body.end(), '\n');
  if (ends + (request.body.ends_with('\n') ? 0 : 1) > kMaxLines) {
    const Problem problem{Code::too_many_lines,
                          "send at most " + std::to_string(kMaxLines) + " lines at once"};
    co_return refuse(context, problem);
  }
  const auto rules = context.rules;  // the same for all lines, also if others come meanwhile
  const auto known = known_by(*rules);
  const auto sender = sender_of(request, rules->proxies);
  Lines lines(request.body);
  Report report(context);
  for (;;) {
    auto part = read_part(context, known, sender, lines, report);
    if (part.pings.empty()) break;
    const auto works = co_await context.inlet.take_all(std::move(part.pings));
    for (std::size_t i = 0; i < works.size(); ++i) {
      if (works[i].refusal) {
        report.refuse(part.lines[i], *works[i].refusal);
      } else {
        report.add(works[i].outcome);
      }
    }
  }
  co_return json_response(report.json());
}

}  // namespace

void add_pings_routes(http::Router& router, const Context& context, Access access) {
  const auto most = access == Access::open ? kMaxPingsBody : kMaxPublicBody;
  router.add({"POST", "/v1/pings", most, false, guarded(context, access, post_pings)});
}

}  // namespace readcount::api
