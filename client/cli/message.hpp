#pragma once

#include "cli/outcome.hpp"

#include <functional>
#include <string>

namespace readcount::cli {

/// A request to readcountd. With a body it is a POST, without one a GET.
struct Request {
  std::string target;  ///< after the server's prefix, e.g. "/v1/whoami"
  std::string body;    ///< JSON
};

struct Response {
  unsigned status = 0;
  std::string location;  ///< of a redirect
  std::string body;      ///< at most kMostAnswer bytes
};

/// The largest answer taken, in bytes.
inline constexpr std::size_t kMostAnswer = 16U << 20;

/// Sends one request and waits for the answer. Tests put their own answers here.
using Call = std::function<Outcome<Response>(const Request&)>;

}  // namespace readcount::cli
