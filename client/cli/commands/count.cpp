#include "cli/answers.hpp"
#include "cli/commands/all.hpp"
#include "cli/commands/ask.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

#include <algorithm>
#include <istream>
#include <span>
#include <utility>

namespace readcount::cli {
namespace {

namespace json = boost::json;

/// The most addresses in one request (contract of POST /v1/counts).
constexpr std::size_t kMostUrls = 1000;

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
  return ask_object(call, {"/v1/count?url=" + encoded, {}});
}

/// Asks for at most kMostUrls articles.
Outcome<Answer> ask_many(const Call& call, std::span<const std::string> urls) {
  json::array asked;
  for (const auto& url : urls) asked.emplace_back(url);
  auto answer = ask_object(call, {"/v1/counts", json::serialize(asked)});
  if (!answer) return answer;
  const auto* counts = object_of(*answer).if_contains("counts");
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
    for (const auto& article : object_of(*many).at("counts").get_array()) {
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

Report run_count(const Options& options, Desk& desk) {
  const auto urls = with_lines(options.urls, desk.in);
  if (urls.empty()) return failed({Exit::usage, "no address on standard input: one a line"});
  const auto counted = ask_all(desk.call, urls);
  if (!counted) return failed(counted.error());
  const auto& articles = counted->articles;
  const auto table = sheet_of(articles, {"article", "views", "readers", "reads"});
  const Forms forms{as_table(table, desk.screen.width),
                    sheet_of(articles, {"url", "site", "path", "views", "readers", "reads",
                                        "completions", "engaged_seconds", "live"}),
                    sheet_of(articles, {"views"})};
  auto report = print(options, desk.screen, counted->answer, forms);
  for (const auto& complaint : complaints_of(articles)) {
    report.errors += told({Exit::refused, complaint});
    report.code = Exit::refused;
  }
  return report;
}

}  // namespace

Command count_command() {
  return {"count",
          "Show how often articles were read",
          R"(plain prints the views.

Examples:
  readcount count https://news.example/article
  readcount --output csv count - < urls.txt > counts.csv
      Many articles, their addresses read from standard input, one a line.
)",
          Arguments::urls,
          {},
          false,
          run_count};
}

}  // namespace readcount::cli
