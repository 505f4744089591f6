#pragma once

#include "base/problem.hpp"

#include <cstdint>
#include <string_view>

namespace readcount::query {

/// What is asked for.
enum class Metric : std::uint8_t { views, readers, reads, engaged };

/// Of what the sources of views are asked; events are named by the page. By the class of their
/// sender it is page loads, and those that are set aside are among them.
enum class SourceKind : std::uint8_t {
  referrer,
  channel,
  campaign,
  device,
  country,
  language,
  sender_class,
  event,
};

std::string_view name_of(Metric metric) noexcept;
std::string_view name_of(SourceKind kind) noexcept;

/// By name; bad_parameter for another word, with what there is.
Checked<Metric> parse_metric(std::string_view name);
Checked<SourceKind> parse_source_kind(std::string_view name);

}  // namespace readcount::query
