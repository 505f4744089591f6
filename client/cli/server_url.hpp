#pragma once

#include "cli/outcome.hpp"

#include <string>
#include <string_view>

namespace readcount::cli {

/// Where readcountd is, taken apart.
struct ServerUrl {
  std::string text;       ///< as given, for people
  std::string host;       ///< name or address, an IPv6 one without brackets
  std::string port;       ///< "80" if none is given
  std::string authority;  ///< for the Host field
  std::string prefix;     ///< path in front of every target, without a slash at its end
};

/// Reads http://HOST[:PORT][/PREFIX]. The failure is one of usage and says what to write.
Outcome<ServerUrl> parse_server(std::string_view text);

}  // namespace readcount::cli
