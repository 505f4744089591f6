#include "ping/query_string.hpp"

#include "ping/text.hpp"

#include <boost/url/pct_string_view.hpp>

#include <algorithm>

namespace readcount::ping {
namespace {

Checked<std::string> decode_checked(std::string_view raw, const char* what) {
  auto decoded = decode_component(raw);
  if (!decoded) {
    return Problem{Code::bad_parameter, std::string(what) +
                                            ": a '%' in the query must be followed by two "
                                            "hexadecimal digits; a percent sign itself is %25"};
  }
  if (auto checked = check_text(*decoded, what); !checked) return checked.error();
  return std::move(*decoded);
}

}  // namespace

std::optional<RawPair> take_pair(std::string_view& query) {
  while (!query.empty()) {
    const auto pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
    if (pair.empty()) continue;
    const auto equals = std::min(pair.find('='), pair.size());
    return RawPair{pair.substr(0, equals), pair.substr(std::min(equals + 1, pair.size()))};
  }
  return std::nullopt;
}

std::optional<std::string> decode_component(std::string_view raw) {
  if (raw.find_first_of("%+") == std::string_view::npos) return std::string(raw);
  const auto encoded = boost::urls::make_pct_string_view(raw);
  if (!encoded) return std::nullopt;
  boost::urls::encoding_opts options;
  options.space_as_plus = true;
  return encoded->decode(options);
}

Checked<std::vector<std::pair<std::string, std::string>>> parse_query_string(
    std::string_view query) {
  std::vector<std::pair<std::string, std::string>> pairs;
  while (const auto raw = take_pair(query)) {
    auto name = decode_checked(raw->name, "a parameter's name");
    if (!name) return name.error();
    auto value = decode_checked(raw->value, "a parameter's value");
    if (!value) return value.error();
    pairs.emplace_back(std::move(*name), std::move(*value));
  }
  return pairs;
}

}  // namespace readcount::ping
