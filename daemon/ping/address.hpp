#pragma once

#include "base/problem.hpp"
#include "ping/article.hpp"
#include "ping/sites.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace readcount::ping {

/// The longest address that is taken, in bytes.
inline constexpr std::size_t kMaxUrl = 2048;

/// The article that an address names, whichever way the address is spelled.
///
///  - scheme: http or https, and they are one; no user and password; no port but the scheme's own
///    (any port on a loopback host, see is_loopback); the host is one of the sites' hosts
///  - path: each segment decoded, and encoded again where RFC 3986 allows no other way, so raw
///    UTF-8, spaces and what else browsers leave as it is are one with their percent-encoding;
///    an encoded '/' stays encoded; "." and ".." resolved, ".." not above the root; "//" is "/";
///    no '/' at the end but for the root
///  - query: only the site's keep-query names, sorted by name, then value; name and value encoded
///    but for RFC 3986's unreserved characters, '+' being a space
///  - fragment: dropped
///
/// Its own result is its fixed point: normal_form(url_of(article)) == article.
///
/// Refuses with url_too_long (over kMaxUrl, or the path over kMaxPath), bad_utf8 and
/// control_character (in the address as it came, and in what is kept of it after decoding), bad_url
/// and unknown_site. An address that is normal already costs no more than a scan and two strings.
Checked<Article> normal_form(std::string_view url, const Sites& sites);

/// An address of an article, for links: https, or http where the site is loopback (without a port).
/// Of a path that is no article's, the site's.
std::string url_of(const Article& article);

/// Whether an `Origin` header names a page of one of the sites, under the rules for host and port
/// of normal_form. "null", which stands for sandboxed frames and files, does not.
bool is_known_origin(std::string_view origin, const Sites& sites);

}  // namespace readcount::ping
