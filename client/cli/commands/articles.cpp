#include "cli/commands/articles.hpp"

#include "cli/answers.hpp"

#include <algorithm>

namespace readcount::cli {

namespace json = boost::json;

Sheet article_table(const json::array& rows, const std::string& heading) {
  std::vector<std::string> names{"article"};
  for (const auto* name : {"section", "author"}) {
    const bool any = std::any_of(rows.begin(), rows.end(), [name](const json::value& row) {
      return !text_at(row.get_object(), name).empty();
    });
    if (any) names.emplace_back(name);
  }
  const auto long_columns = names.size();
  names.emplace_back("value");
  auto sheet = sheet_of(rows, names);
  sheet.columns.back() = heading;
  sheet.long_columns = long_columns;
  for (auto& row : sheet.rows) {
    for (auto& cell : row) {
      if (cell.text.empty()) cell = {};
    }
  }
  return sheet;
}

Sheet article_fields(const json::array& rows) {
  return sheet_of(rows, {"path", "url", "title", "section", "author", "value"});
}

Forms article_forms(const Answer& answer, const Screen& screen, const std::string& heading) {
  const auto& rows = rows_of(answer);
  return {caption_of(answer, screen) + as_table(article_table(rows, heading), screen.width),
          article_fields(rows), sheet_of(rows, {"value"})};
}

std::string heading_of_metric(const Answer& answer) {
  const auto metric = text_at(object_of(answer), "metric");
  if (metric == "engaged") return "engaged seconds";
  return metric.empty() ? "views" : metric;
}

}  // namespace readcount::cli
