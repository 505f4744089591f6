#include "cli/commands.hpp"

#include "cli/answers.hpp"
#include "cli/json_text.hpp"
#include "cli/random_id.hpp"
#include "cli/text.hpp"

#include <boost/json/serialize.hpp>
#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

#include <istream>
#include <span>
#include <utility>

namespace readcount::cli {
namespace {

namespace json = boost::json;

/// A good answer: as it came, and as JSON.
struct Answer {
  std::string text;
  json::value value;
};

Report failed(const Failure& failure) { return {{}, told(failure), failure.code}; }

Failure not_understood() {
  return {Exit::no_server,
          "the answer is not what readcountd answers\n  Name the server by --server URL or "
          "READCOUNT_SERVER; client and daemon should have the same version."};
}

Outcome<Answer> ask(const Call& call, const Request& request) {
  auto response = call(request);
  if (!response) return response.error();
  auto value = json_of(*response);
  if (!value) return value.error();
  return Answer{std::move(response->body), std::move(*value)};
}

std::string as_json(const Answer& answer, const Screen& screen) {
  if (screen.terminal) return pretty(answer.value);
  return answer.text.ends_with('\n') ? answer.text : answer.text + '\n';
}

/// Addresses with "-" replaced by the lines of `in`.
std::vector<std::string> with_lines(const std::vector<std::string>& urls, std::istream& in) {
  std::vector<std::string> all;
  for (const auto& url : urls) {
    if (url != "-") {
      all.push_back(url);
      continue;
    }
    for (std::string line; std::getline(in, line);) {
      while (line.ends_with('\r') || line.ends_with(' ')) line.pop_back();
      if (!line.empty()) all.push_back(line);
    }
  }
  return all;
}

/// Asks for one article; the answer's text stays the server's.
Outcome<Answer> ask_one(const Call& call, const std::string& url) {
  const auto encoded = boost::urls::encode(url, boost::urls::unreserved_chars);
  auto answer = ask(call, {"/v1/count?url=" + encoded, {}});
  if (answer && !answer->value.is_object()) return not_understood();
  return answer;
}

/// Asks for at most kMostUrls articles.
Outcome<Answer> ask_many(const Call& call, std::span<const std::string> urls) {
  json::array asked;
  for (const auto& url : urls) asked.emplace_back(url);
  auto answer = ask(call, {"/v1/counts", json::serialize(asked)});
  if (!answer) return answer.error();
  const auto* object = answer->value.if_object();
  const auto* counts = object == nullptr ? nullptr : object->if_contains("counts");
  const bool complete =
      counts != nullptr && counts->is_array() && counts->get_array().size() == urls.size();
  if (!complete) return not_understood();
  return answer;
}

/// What was counted, and for --output json the answer or, if there were several, their sum.
struct Counted {
  json::array articles;
  Answer answer;
};

Outcome<Counted> ask_all(const Call& call, std::span<const std::string> urls) {
  Counted counted;
  if (urls.size() == 1) {
    auto one = ask_one(call, urls.front());
    if (!one) return one.error();
    counted.articles.push_back(one->value);
    counted.answer = std::move(*one);
    return counted;
  }
  for (std::size_t from = 0; from < urls.size(); from += kMostUrls) {
    auto many = ask_many(call, urls.subspan(from, std::min(kMostUrls, urls.size() - from)));
    if (!many) return many.error();
    for (const auto& article : many->value.get_object()["counts"].get_array()) {
      counted.articles.push_back(article);
    }
    counted.answer = std::move(*many);
  }
  if (urls.size() > kMostUrls) {
    counted.answer.value = json::object{{"counts", counted.articles}};
    counted.answer.text = json::serialize(counted.answer.value);
  }
  return counted;
}

Report run_count(const Options& options, const Call& call, const Screen& screen, std::istream& in) {
  const auto urls = with_lines(options.urls, in);
  if (urls.empty()) return failed({Exit::usage, "no address on standard input: one a line"});
  const auto counted = ask_all(call, urls);
  if (!counted) return failed(counted.error());
  Report report;
  switch (options.output) {
    case Output::table:
      report.out = as_table(count_table(counted->articles), screen.width);
      break;
    case Output::json:
      report.out = as_json(counted->answer, screen);
      break;
    case Output::csv:
      report.out = as_csv(count_fields(counted->articles));
      break;
    case Output::plain:
      report.out = as_plain(count_views(counted->articles));
      break;
  }
  for (const auto& complaint : complaints_of(counted->articles)) {
    report.errors += told({Exit::refused, complaint});
    report.code = Exit::refused;
  }
  return report;
}

/// Prints one object: `table` for people, `row` for csv, `values` for plain.
Report print_object(const Options& options, const Screen& screen, const Answer& answer,
                    const Sheet& table, const Sheet& row, const Sheet& values) {
  switch (options.output) {
    case Output::table:
      return {as_table(table, screen.width), {}, Exit::done};
    case Output::json:
      return {as_json(answer, screen), {}, Exit::done};
    case Output::csv:
      return {as_csv(row), {}, Exit::done};
    case Output::plain:
      break;
  }
  return {as_plain(values), {}, Exit::done};
}

Report run_ping(const Options& options, const Call& call, const Screen& screen) {
  const json::object ping{{"type", "view"}, {"url", options.urls.front()}, {"view", random_id()}};
  const auto answer = ask(call, {"/v1/ping", json::serialize(ping)});
  if (!answer) return failed(answer.error());
  const auto* object = answer->value.if_object();
  if (object == nullptr) return failed(not_understood());
  const auto row = fields_of(*object, {"outcome", "views", "readers", "reads", "live"});
  return print_object(options, screen, *answer, row, row, fields_of(*object, {"views"}));
}

Report run_whoami(const Options& options, const Call& call, const Screen& screen) {
  const auto answer = ask(call, {"/v1/whoami", {}});
  if (!answer) return failed(answer.error());
  const auto* object = answer->value.if_object();
  if (object == nullptr) return failed(not_understood());
  const auto row = fields_of(*object, {});
  return print_object(options, screen, *answer, listing_of(*object), row, row);
}

}  // namespace

Report run_command(const Options& options, const Call& call, const Screen& screen,
                   std::istream& in) {
  switch (options.command) {
    case Command::count:
      return run_count(options, call, screen, in);
    case Command::ping:
      return run_ping(options, call, screen);
    case Command::whoami:
      return run_whoami(options, call, screen);
    case Command::completion:
      break;
  }
  return {bash_completion(vocabulary()), {}, Exit::done};
}

std::string told(const Failure& failure) {
  std::string out = "readcount: ";
  std::string_view rest = failure.text;
  for (auto end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
    out += harmless(rest.substr(0, end)) + '\n';
    rest.remove_prefix(end + 1);
  }
  return out + harmless(rest) + '\n';
}

}  // namespace readcount::cli
