#pragma once

#include "cli/message.hpp"
#include "cli/outcome.hpp"
#include "cli/sheet.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <string>
#include <string_view>
#include <vector>

// From readcountd's answers to sheets and failures. Pure.

namespace readcount::cli {

/// The JSON of a good answer. Otherwise why there is none: the server's own `detail` when it gave
/// one (Exit::refused), or what else answered (a redirect, a page that is not JSON).
Outcome<boost::json::value> json_of(const Response& response);

/// One article each: for people (article, views, readers, reads), every field, or the views alone.
Sheet count_table(const boost::json::array& articles);
Sheet count_fields(const boost::json::array& articles);
Sheet count_views(const boost::json::array& articles);

/// What the server says of articles that it could not count, as "URL: detail".
std::vector<std::string> complaints_of(const boost::json::array& articles);

/// The named fields of one object as one row; with no names, all fields in the order of the answer.
Sheet fields_of(const boost::json::object& object, const std::vector<std::string>& names);

/// All fields of an object, a row each: "field", "value".
Sheet listing_of(const boost::json::object& object);

}  // namespace readcount::cli
