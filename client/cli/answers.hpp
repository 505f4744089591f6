#pragma once

#include "cli/message.hpp"
#include "cli/outcome.hpp"
#include "cli/sheet.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// From readcountd's answers to sheets and failures. Pure.

namespace readcount::cli {

/// The JSON of a good answer. Otherwise why there is none: the server's own `detail` when it gave
/// one (Exit::refused), or what else answered (a redirect, a page that is not JSON).
Outcome<boost::json::value> json_of(const Response& response);

/// A field of text, "" if there is none; any field, missing if there is none.
std::string text_at(const boost::json::object& object, std::string_view name);
Cell cell_at(const boost::json::object& object, std::string_view name);

/// One row an object, of the named fields. "article" is how people know one: title, or host and
/// path, or url. What is no object is a row of missing cells.
Sheet sheet_of(const boost::json::array& objects, const std::vector<std::string>& names);

/// The "value" of each object; none where that is no number.
std::vector<std::optional<double>> numbers_in(const boost::json::array& objects);

/// What the server says of articles that it could not count, as "URL: detail".
std::vector<std::string> complaints_of(const boost::json::array& articles);

/// The named fields of one object as one row; with no names, all fields in the order of the answer.
Sheet fields_of(const boost::json::object& object, const std::vector<std::string>& names);

/// All fields of an object, a row each: "field", "value".
Sheet listing_of(const boost::json::object& object);

}  // namespace readcount::cli
