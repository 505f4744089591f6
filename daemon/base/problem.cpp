#include "base/problem.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace readcount {
namespace {

struct Row {
  Code code;
  int status;
  std::string_view name;
  std::string_view title;
};

constexpr std::array kRows{
    Row{Code::bad_request, 400, "bad-request", "The request is not valid HTTP/1.1"},
    Row{Code::bad_parameter, 400, "bad-parameter", "A parameter has no valid value"},
    Row{Code::missing_parameter, 400, "missing-parameter", "A parameter is missing"},
    Row{Code::too_many_urls, 400, "too-many-urls", "Too many addresses in one question"},
    Row{Code::too_many_lines, 400, "too-many-lines", "Too many lines in one body"},
    Row{Code::unknown_zone, 400, "unknown-zone", "There is no such time zone"},
    Row{Code::bad_period, 400, "bad-period", "The period is empty"},
    Row{Code::not_kept, 400, "not-kept", "This is not kept so finely, or not for so long"},
    Row{Code::too_many_rows, 400, "too-many-rows", "The answer would have too many rows"},
    Row{Code::bad_json, 400, "bad-json", "The body is not valid JSON"},
    Row{Code::duplicate_key, 400, "duplicate-key", "A key stands twice in the object"},
    Row{Code::wrong_type, 400, "wrong-type", "A value has the wrong JSON type"},
    Row{Code::bad_utf8, 400, "bad-utf8", "The text is not valid UTF-8"},
    Row{Code::control_character, 400, "control-character", "A text holds a control character"},
    Row{Code::unknown_type, 400, "unknown-type", "The ping's type is not known"},
    Row{Code::bad_line, 400, "bad-line", "A line of the file is not one of an export"},
    Row{Code::out_of_order, 409, "out-of-order", "What is before this part is not in yet"},
    Row{Code::was_merged, 409, "was-merged", "That is an old address of the article"},
    Row{Code::cannot_merge, 409, "cannot-merge", "These articles cannot be merged"},
    Row{Code::missing_url, 400, "missing-url", "The ping names no article"},
    Row{Code::bad_url, 400, "bad-url", "The address is not an article's"},
    Row{Code::url_too_long, 400, "url-too-long", "The address is too long"},
    Row{Code::unknown_site, 403, "unknown-site",
        "The address is of a site that is not counted here"},
    Row{Code::unknown_origin, 403, "unknown-origin",
        "The page is of a site that is not counted here"},
    Row{Code::unauthorized, 401, "unauthorized", "A token is needed"},
    Row{Code::not_found, 404, "not-found", "There is nothing at this path"},
    Row{Code::method_not_allowed, 405, "method-not-allowed", "The path does not have this method"},
    Row{Code::timeout, 408, "timeout", "The request came too slowly"},
    Row{Code::body_too_large, 413, "body-too-large", "The body is too large"},
    Row{Code::target_too_long, 414, "target-too-long", "The request target is too long"},
    Row{Code::headers_too_large, 431, "headers-too-large", "The header fields are too large"},
    Row{Code::unsupported_encoding, 501, "unsupported-encoding",
        "This transfer coding is not understood"},
    Row{Code::unsupported_version, 505, "unsupported-version",
        "This HTTP version is not understood"},
    Row{Code::rate_limit, 429, "rate-limit", "Too many pings from this address"},
    Row{Code::journal_unavailable, 503, "journal-unavailable",
        "Pings cannot be kept at the moment"},
    Row{Code::journal_full, 503, "journal-full", "The journal is at its bound"},
    Row{Code::store_unavailable, 503, "store-unavailable",
        "The store cannot be asked at the moment"},
    Row{Code::overloaded, 503, "overloaded", "Too much is under way"},
};

constexpr bool in_order() {
  for (std::size_t i = 0; i < kRows.size(); ++i) {
    if (kRows[i].code != static_cast<Code>(i)) return false;
  }
  return true;
}
static_assert(in_order(), "rows stand in the order of the enum, so that a code is its index");
static_assert(kRows.back().code == Code::overloaded, "every code has its row");

const Row& row_of(Code code) noexcept { return kRows[static_cast<std::size_t>(code)]; }

}  // namespace

void throw_exception_from_error(const Problem& problem, const boost::source_location& /*where*/) {
  throw std::logic_error("unchecked refusal: " + problem.detail);
}

int status_of(Code code) noexcept { return row_of(code).status; }
std::string_view name_of(Code code) noexcept { return row_of(code).name; }
std::string_view title_of(Code code) noexcept { return row_of(code).title; }

std::span<const Code> all_codes() noexcept {
  static constexpr auto kCodes = [] {
    std::array<Code, kRows.size()> codes{};
    std::transform(kRows.begin(), kRows.end(), codes.begin(),
                   [](const Row& row) { return row.code; });
    return codes;
  }();
  return kCodes;
}

}  // namespace readcount
