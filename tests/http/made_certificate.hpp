#pragma once

#include <chrono>
#include <string>

namespace readcount::http {

/// A certificate that vouches for itself, made for a test.
struct MadeCertificate {
  /// Valid from `begins` until `ends`, both from now.
  explicit MadeCertificate(std::chrono::seconds begins = std::chrono::hours(-1),
                           std::chrono::seconds ends = std::chrono::hours(1));

  std::string chain;  ///< in PEM form, as the next ones
  std::string key;
  std::string locked_key;  ///< by a password
};

}  // namespace readcount::http
