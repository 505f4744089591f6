#include "query/parameters.hpp"

#include "ping/query_string.hpp"

#include <algorithm>

namespace readcount::query {

Checked<Parameters> Parameters::read(std::string_view query,
                                     std::initializer_list<std::string_view> names) {
  auto pairs = ping::parse_query_string(query);
  if (!pairs) return pairs.error();
  Parameters parameters;
  for (auto& pair : *pairs) {
    if (std::find(names.begin(), names.end(), pair.first) == names.end()) continue;
    if (!parameters.text(pair.first).empty()) {
      return Problem{Code::bad_parameter, pair.first + " stands twice: give it once"};
    }
    parameters.given_.push_back(std::move(pair));
  }
  return parameters;
}

const std::string& Parameters::text(std::string_view name) const noexcept {
  static const std::string kNone;
  for (const auto& [given, value] : given_) {
    if (given == name) return value;
  }
  return kNone;
}

Checked<bool> Parameters::flag(std::string_view name) const {
  const auto& value = text(name);
  if (value.empty() || value == "0") return false;
  if (value == "1") return true;
  return Problem{Code::bad_parameter, std::string(name) + " must be 1 or 0"};
}

}  // namespace readcount::query
