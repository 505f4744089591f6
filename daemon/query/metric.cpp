#include "query/metric.hpp"

#include "ping/text.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <string>

namespace readcount::query {
namespace {

// In the order of the enums.
constexpr std::array<std::string_view, 4> kMetrics{"views", "readers", "reads", "engaged"};
constexpr std::array<std::string_view, 8> kSourceKinds{"referrer", "channel",  "campaign", "device",
                                                       "country",  "language", "class",    "event"};

template <class Value, std::size_t kSize>
Checked<Value> pick(const std::array<std::string_view, kSize>& names, std::string_view name,
                    std::string_view parameter) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found != names.end()) return static_cast<Value>(std::distance(names.begin(), found));
  std::string detail(parameter);
  detail += '=' + ping::in_quotes(name) + " is none: use ";
  for (const auto& known : names) {
    if (&known != names.data()) detail += &known == &names.back() ? " or " : ", ";
    detail += known;
  }
  return Problem{Code::bad_parameter, detail};
}

}  // namespace

std::string_view name_of(Metric metric) noexcept {
  return kMetrics[static_cast<std::size_t>(metric)];
}

std::string_view name_of(SourceKind kind) noexcept {
  return kSourceKinds[static_cast<std::size_t>(kind)];
}

Checked<Metric> parse_metric(std::string_view name) {
  return pick<Metric>(kMetrics, name, "metric");
}

Checked<SourceKind> parse_source_kind(std::string_view name) {
  return pick<SourceKind>(kSourceKinds, name, "by");
}

}  // namespace readcount::query
