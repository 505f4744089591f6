#pragma once

#include "cli/commands/command.hpp"
#include "cli/sheet.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <string>
#include <string_view>

// What commands have in common: asking a question, and printing its answer.

namespace readcount::cli {

/// A good answer: as it came, and as JSON.
struct Answer {
  std::string text;
  boost::json::value value;
};

/// The failure for an answer of another shape than the contract's.
Failure not_understood();

/// Any JSON that the server gives for `request`.
Outcome<Answer> ask(const Call& call, const Request& request);

/// The same, if it is an object.
Outcome<Answer> ask_object(const Call& call, const Request& request);

/// The answer to GET /v1/NAME with the flags that were given: an object.
Outcome<Answer> ask_question(const Call& call, std::string_view name, const Options& options);

/// The same, if it has "rows", an array of objects.
Outcome<Answer> ask_list(const Call& call, std::string_view name, const Options& options);

/// The object of an answer by ask_object() or ask_question(), and the rows of one by ask_list().
const boost::json::object& object_of(const Answer& answer);
const boost::json::array& rows_of(const Answer& answer);

/// What the question was about, as the server understood it: "news.example, Sports, FROM to TO".
/// One line, harmless, cut to the screen; empty if the answer tells nothing.
std::string caption_of(const Answer& answer, const Screen& screen);

/// The columns for a line of any length: the screen's, or 80 where nothing limits them.
std::size_t line_width(const Screen& screen);

/// An answer in the forms it can be printed in.
struct Forms {
  std::string table;  ///< for people
  Sheet all;          ///< for csv
  Sheet values;       ///< for plain
};

Report print(const Options& options, const Screen& screen, const Answer& answer,
             const Forms& forms);

/// The answer for --output json: as it came, but laid out on a terminal.
std::string as_json(const Answer& answer, const Screen& screen);

}  // namespace readcount::cli
