#pragma once

#include "cli/outcome.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace readcount::cli {

/// A request to readcountd.
struct Request {
  std::string target;    ///< after the server's prefix, e.g. "/v1/whoami"
  std::string body;      ///< JSON
  std::string method{};  ///< empty: POST with a body, GET without one
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

/// Takes the bytes of a good answer as they come; false: no more.
using Sink = std::function<bool(std::string_view)>;

/// Sends one request whose good answer (200) may be of any length: it goes to the sink, and the
/// response has no body.
using Download = std::function<Outcome<Response>(const Request&, const Sink&)>;

}  // namespace readcount::cli
