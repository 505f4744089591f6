#pragma once

#include "cli/commands/ask.hpp"

#include <string>

// Lists of articles, as top, trending and live answer them. Pure.

namespace readcount::cli {

/// For people: title (or path), and section and author where any row has one; the value stands
/// under `heading`.
Sheet article_table(const boost::json::array& rows, const std::string& heading);

/// Every field of every row.
Sheet article_fields(const boost::json::array& rows);

/// The forms of a list: a caption and the table; every field; the values.
Forms article_forms(const Answer& answer, const Screen& screen, const std::string& heading);

/// The heading of values in the metric that the answer names; "views" if it names none.
std::string heading_of_metric(const Answer& answer);

}  // namespace readcount::cli
