#pragma once

#include "base/problem.hpp"
#include "ping/message.hpp"

#include <bitset>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace readcount::ping {

/// Gathers the fields of one message, however they are spelled on the wire, and holds the rules
/// that both spellings share. Give each name and then, if it is a known one, its value; at the end
/// take the message.
class MessageFields {
 public:
  /// What the message came in: a ping of its own, or a line among others, which knows more fields.
  enum class Form { ping, line };

  /// What stands for a name that is not in the table; the known fields are below it.
  static constexpr std::size_t kUnknown = 17;

  explicit MessageFields(Form form) : form_(form) {}

  /// Notes a name. Refuses one that came before (duplicate_key), and too many of them (bad_json);
  /// otherwise answers the field to give to set().
  Checked<std::size_t> begin(std::string_view name);

  /// Takes the value of a known field; refuses a text for a number and a number for a text
  /// (wrong_type). Precondition: a text is UTF-8 without control characters.
  Checked<void> set(std::size_t field, std::string_view text);
  Checked<void> set(std::size_t field, double number);

  /// The same where all values are written as text, and numbers as decimal digits.
  Checked<void> set_written(std::size_t field, std::string_view value);

  /// The refusal of a value that is neither text nor number.
  static Problem wrong_type(std::size_t field);

  /// What a type that was not named and an empty url are taken for.
  void set_defaults(std::string_view type, std::string_view url);

  /// Ends the message. Refuses an unknown type, a missing url, and what is missing for the type.
  Checked<Message> take();

 private:
  Checked<void> set_time(double milliseconds);
  Checked<void> check_kind();
  Checked<void> check_engage() const;

  Form form_;
  std::string type_;
  Message message_;
  std::bitset<kUnknown> seen_;
  std::vector<std::string> unknown_;  // names seen that are not in the table
};

}  // namespace readcount::ping
