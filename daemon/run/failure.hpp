#pragma once

#include <stdexcept>

namespace readcount::run {

/// Why the daemon cannot start: one line for the operator, with the remedy. The exit code is 1.
class StartFailure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace readcount::run
