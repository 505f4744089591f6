#pragma once

#include <boost/system/result.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

// Every way in which readcountd says no, in one closed table: the stable `code` of the answer
// (application/problem+json, RFC 9457), its HTTP status, and the `reason` label of
// readcount_refusals_total are the same word, so a log line, an answer and a metric meet.

namespace readcount {

enum class Code : std::uint8_t {
  // the request's form
  bad_request,
  bad_parameter,
  missing_parameter,
  too_many_urls,
  too_many_lines,
  unknown_zone,
  bad_period,
  not_kept,
  too_many_rows,
  // a ping's body
  bad_json,
  duplicate_key,
  wrong_type,
  bad_utf8,
  control_character,
  unknown_type,
  // an import
  bad_line,
  out_of_order,
  // a merge
  was_merged,
  cannot_merge,
  // an address
  missing_url,
  bad_url,
  url_too_long,
  unknown_site,
  unknown_origin,
  // HTTP
  unauthorized,
  not_found,
  method_not_allowed,
  timeout,
  body_too_large,
  target_too_long,
  headers_too_large,
  unsupported_encoding,
  unsupported_version,
  // the sender's, for now: try again (goes with Retry-After)
  rate_limit,
  // ours, for now: try again (each goes with Retry-After)
  journal_unavailable,
  journal_full,
  store_unavailable,
  overloaded,
};

/// One refusal: what is wrong (`code`) and what to change (`detail`, one sentence for a person).
/// `detail` may quote the client's words; whoever prints it escapes it.
struct Problem {
  Code code{};
  std::string detail;
};

/// A value, or the reason why there is none.
template <class T>
using Checked = boost::system::result<T, Problem>;

/// Lets Checked<T>::value() compile; our code asks has_value() first and never gets here.
[[noreturn]] void throw_exception_from_error(const Problem& problem,
                                             const boost::source_location& where);

/// The HTTP status that goes with a code.
int status_of(Code code) noexcept;

/// The stable word of a code, as in `"code":"unknown-site"`. Never freed.
std::string_view name_of(Code code) noexcept;

/// A short title of a code for people, RFC 9457's `title`. Never freed.
std::string_view title_of(Code code) noexcept;

/// All codes, so that every label of the metric exists from the start.
std::span<const Code> all_codes() noexcept;

}  // namespace readcount
