#pragma once

#include "settings/complaint.hpp"
#include "settings/settings.hpp"

#include <string>
#include <string_view>

// What a setting says about hosts and networks. Pure: nothing is looked up.

namespace readcount::settings {

/// ":8228", "127.0.0.1:8228", "[::1]:8228" or "localhost:8228" (which means 127.0.0.1).
Parsed<ListenAddress> parse_listen(std::string_view text);

/// A host name (or IPv4 address) as sites are named: lower case, without "www.". Names with letters
/// beyond ASCII are refused: browsers send their "xn--" form.
Parsed<std::string> parse_host(std::string_view text);

/// A network, "10.0.0.0/8" or "fd00::/8", or a single address, which becomes "/32" or "/128".
Parsed<std::string> parse_network(std::string_view text);

/// Looks at the scheme only; the store reads the whole. The complaint never quotes what follows
/// "://", where a password may stand.
Parsed<std::string> parse_redis(std::string_view text);

}  // namespace readcount::settings
