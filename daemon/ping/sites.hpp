#pragma once

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace readcount::ping {

/// One configured site: its name, the hosts folded into it, and the query parameters that tell its
/// articles apart.
struct SiteRule {
  std::string host;
  std::vector<std::string> aliases;
  std::vector<std::string> keep_query;
};

/// The site that a host belongs to.
struct SiteMatch {
  std::string name;                         ///< as in Article::site
  std::span<const std::string> keep_query;  ///< of the Sites that was asked
};

/// The hosts that are counted.
///
/// Hosts are compared in one spelling: lower case, without a trailing dot, without a leading
/// "www." in front of a dotted name. An international name is known by its ASCII form (xn--…),
/// which is what browsers send.
///
/// Without any rule it is a trial: localhost, 127.0.0.1, [::1] and every *.localhost are sites by
/// their own names.
///
/// Immutable; any thread.
class Sites {
 public:
  /// Throws std::invalid_argument, naming the host and the remedy, when a host is none (a port, a
  /// path, letters beyond ASCII) or is claimed by two sites.
  explicit Sites(std::vector<SiteRule> rules);

  /// The site of `host`, spelled as in a URL (IPv6 in brackets, no port); nothing if it is not
  /// counted here. Allocates nothing but the name.
  std::optional<SiteMatch> find(std::string_view host) const;

  /// The name of the site that is meant when none is named: the only one, localhost in a trial;
  /// nothing where there are several.
  std::optional<std::string> only() const;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view host) const noexcept;
  };

  void claim(const std::string& host, std::size_t rule);

  std::vector<SiteRule> rules_;
  boost::unordered_flat_map<std::string, std::size_t, Hash, std::equal_to<>> by_host_;
};

/// Whether a host is this machine by name: localhost, *.localhost, 127.0.0.1 or [::1], in any case.
/// A developer's pages stand there on any port, so a port in their addresses means nothing.
bool is_loopback(std::string_view host) noexcept;

}  // namespace readcount::ping
