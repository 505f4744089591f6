#pragma once

#include <boost/system/result.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace readcount::settings {

/// Why a setting is not accepted: one line that says what is wrong and what to write instead.
struct Complaint {
  std::string text;
};

/// A value, or the complaint about what was given.
template <class T>
using Parsed = boost::system::result<T, Complaint>;

/// A text as the value: said by name, because a complaint could be made of a text as well.
inline Parsed<std::string> accepted(std::string text) {
  return {boost::system::in_place_value, std::move(text)};
}

/// `text` in quotes for a complaint: control characters escaped, cut after 80 bytes.
std::string in_quotes(std::string_view text);

}  // namespace readcount::settings
