#include "store/address.hpp"

#include "base/number.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <optional>
#include <utility>

namespace readcount::store {
namespace {

using Parsed = boost::system::result<Address, std::string>;

constexpr std::string_view kForms =
    "write redis://[user:password@]host[:port][/db] or unix:///path[?db=N]";

// An Address can be made of a string alone (C++20, aggregates), so the error says that it is one.
Parsed wrong(std::string text) { return Parsed(boost::system::in_place_error, std::move(text)); }

std::string_view as_std(boost::core::string_view text) { return {text.data(), text.size()}; }

Parsed parse_database(std::string_view text, Address address) {
  const auto number = whole_number<unsigned>(text);
  if (!number) return wrong("the Redis database is not a number, like 0: " + std::string(kForms));
  address.database = *number;
  return address;
}

// What both forms share; the message never quotes this part.
std::string take_credentials(const boost::urls::url_view& url, Address& address) {
  if (!url.has_userinfo()) return {};
  if (!url.has_password() || url.encoded_password().empty()) {
    return "the Redis address has a user but no password: write user:password@host, or "
           ":password@host for the default user";
  }
  address.user = url.user();
  address.password = url.password();
  return {};
}

Parsed parse_tcp(const boost::urls::url_view& url) {
  Address address;
  if (auto problem = take_credentials(url, address); !problem.empty()) return wrong(problem);
  if (url.has_query() || url.has_fragment()) {
    return wrong("the Redis address goes on behind the database: " + std::string(kForms));
  }
  address.host = url.host_address();
  if (address.host.empty()) return wrong("the Redis address has no host: " + std::string(kForms));
  if (url.has_port() && !url.port().empty()) {
    const auto port = whole_number<std::uint16_t>(as_std(url.port()));
    if (!port || *port == 0) return wrong("the Redis port is not between 1 and 65535");
    address.port = *port;
  }
  const std::string path = url.path();
  if (path.size() <= 1) return address;
  return parse_database(std::string_view(path).substr(1), std::move(address));
}

Parsed parse_unix(const boost::urls::url_view& url) {
  Address address;
  if (auto problem = take_credentials(url, address); !problem.empty()) return wrong(problem);
  address.socket = url.path();
  if (!url.host_address().empty() || address.socket.size() <= 1) {
    return wrong(
        "a Redis socket needs an absolute path, three slashes: unix:///run/redis/redis.sock");
  }
  if (address.socket.size() > 107) {
    return wrong("the path of the Redis socket is longer than the 107 bytes of a Unix path");
  }
  if (url.has_fragment()) return wrong("the Redis address has a fragment: " + std::string(kForms));
  if (!url.has_query()) return address;
  const std::string_view query = as_std(url.encoded_query());
  if (query.substr(0, 3) != "db=") {
    return wrong("behind the path of a Redis socket only ?db=N may follow: " + std::string(kForms));
  }
  return parse_database(query.substr(3), std::move(address));
}

}  // namespace

std::string Address::text() const {
  const auto at = user.empty() ? "" : user + "@";
  if (host.empty()) {
    return "unix://" + at + socket + (database == 0 ? "" : "?db=" + std::to_string(database));
  }
  const auto name = host.find(':') == std::string::npos ? host : "[" + host + "]";
  return "redis://" + at + name + ":" + std::to_string(port) + "/" + std::to_string(database);
}

Parsed parse_address(std::string_view url) {
  const auto parts = boost::urls::parse_uri({url.data(), url.size()});
  if (!parts) {
    return wrong("the Redis address cannot be read: " + std::string(kForms) +
                 "); in a password write / ? # @ % and the like as %XX");
  }
  const std::string_view scheme = as_std(parts->scheme());
  if (scheme == "redis") return parse_tcp(*parts);
  if (scheme == "unix") return parse_unix(*parts);
  for (const std::string_view later : {"rediss", "redis-cluster", "redis-sentinel"}) {
    if (scheme == later) {
      return wrong(std::string(later) +
                   ":// is not supported by this version: " + std::string(kForms));
    }
  }
  return wrong("the Redis address has an unknown scheme: " + std::string(kForms));
}

}  // namespace readcount::store
