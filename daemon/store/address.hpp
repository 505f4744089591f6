#pragma once

#include <boost/system/result.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace readcount::store {

/// Where a Redis is and who we are to it.
struct Address {
  std::string host;  ///< empty: `socket` is used
  std::uint16_t port = 6379;
  std::string socket;    ///< path of a Unix socket
  std::string user;      ///< empty: the default user
  std::string password;  ///< empty: none is sent
  unsigned database = 0;

  /// For people: without the password.
  std::string text() const;
};

/// Reads `redis://[user:password@]host[:port][/db]` or `unix:///path[?db=N]`. The error is one
/// sentence that says what to change and never quotes the password. rediss, redis-cluster and
/// redis-sentinel are named as not supported by this version.
boost::system::result<Address, std::string> parse_address(std::string_view url);

}  // namespace readcount::store
