#pragma once

#include "ping/ping.hpp"

#include <boost/asio/ip/address.hpp>

#include <array>
#include <string>
#include <string_view>

// A reader is known by what each of his requests carries anyway, and only as long as a day's salt
// lives: nothing is stored on his side, and on ours only a keyed hash.

namespace readcount::ping {

/// The random key of one day, shared by all daemons, destroyed after two days.
using Salt16 = std::array<unsigned char, 16>;

/// What identifies a reader on one site, before hashing; bytes, not text. Never stored or logged.
/// Of an IPv6 address only the /64 counts: that is what a household gets, and below it privacy
/// addresses (RFC 8981) change by the hour, which would make one reader many. The site takes part,
/// so that a reader of two sites cannot be followed from one to the other. IPv6-mapped IPv4 is
/// IPv4. Of the user agent the first 512 bytes count.
std::string reader_identity(const boost::asio::ip::address& address, std::string_view user_agent,
                            std::string_view site);

/// The keyed hash (SipHash-2-4) that stands for the reader while the salt lives. Any thread.
ReaderKey reader_key(std::string_view identity, const Salt16& salt) noexcept;

}  // namespace readcount::ping
