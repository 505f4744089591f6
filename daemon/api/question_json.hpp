#pragma once

#include "pipeline/questions.hpp"
#include "query/question.hpp"

#include <string>
#include <string_view>

// The JSON that the answers to editors' questions have in common: what was asked, with the defaults
// filled in.

namespace readcount::api {

/// `{"site":…` and, where the question is narrowed, `"url"`, `"section"` or `"author"`. Left open.
std::string asked_subject(const query::Question& question);

/// `,"period":…,"from":…,"to":…,"tz":…`; no period where from and to were given.
std::string asked_time(const query::Question& question, query::Second from, query::Second to);

/// `{"path":…,"url":…,"title":…,"section":…,"author":…,"value":…}`, and before its end `more`.
std::string row_json(const std::string& site, const pipeline::ListRow& row,
                     std::string_view more = {});

/// A number as short as it is exact, without an exponent: 3, 0.25.
std::string number_json(double number);

/// Makes a JSON array, each element by `write`.
template <class Elements, class Write>
std::string array_json(const Elements& elements, Write&& write) {
  std::string json = "[";
  for (const auto& element : elements) {
    if (json.size() > 1) json += ',';
    json += write(element);
  }
  return json += ']';
}

}  // namespace readcount::api
