#pragma once

#include "base/problem.hpp"

#include <gmock/gmock.h>

#include <ostream>
#include <string>

namespace readcount {

/// What a failed EXPECT_THAT shows of an outcome. Boost's own operator<< would ask for one of T.
template <class T>
void PrintTo(const Checked<T>& checked, std::ostream* out) {  // NOLINT: GoogleTest's name
  *out << (checked.has_value() ? "a value" : "a refusal");
}

namespace ping {

/// Matches a Checked<T> that was refused with `code` and says what to change.
MATCHER_P(RefusedAs, code, "is refused with the code " + std::string(name_of(code))) {
  if (arg.has_value()) {
    *result_listener << "it was taken";
    return false;
  }
  *result_listener << "refused with " << name_of(arg.error().code) << ": " << arg.error().detail;
  return arg.error().code == code && !arg.error().detail.empty();
}

}  // namespace ping
}  // namespace readcount
