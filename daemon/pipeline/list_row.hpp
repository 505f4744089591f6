#pragma once

#include "store/reads.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace readcount::pipeline {

/// An article in a list, and what its page said of itself.
struct ListRow {
  std::string path;
  std::string title;
  std::string section;
  std::string author;
  double value = 0;

  friend bool operator==(const ListRow&, const ListRow&) = default;
};

/// Reads what an article's page said of itself, and its views.
inline store::FieldsRead read_about(ping::Article article) {
  return {{store::HashName::Kind::article, std::move(article), {}},
          {"title", "section", "author", "v"}};
}

/// Says of a row what read_about() read; returns the views.
inline std::uint64_t take_about(ListRow& row, std::vector<std::string> fields) {
  row.title = std::move(fields[0]);
  row.section = std::move(fields[1]);
  row.author = std::move(fields[2]);
  return store::amount_in(fields[3]);
}

}  // namespace readcount::pipeline
