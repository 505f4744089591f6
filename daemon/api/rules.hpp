#pragma once

#include "http/certificate.hpp"
#include "ping/country.hpp"
#include "ping/forwarded.hpp"
#include "ping/sites.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace readcount::api {

/// By what requests are judged, and what is shown to who asks. Immutable; a reload of the settings
/// puts another one in its place.
struct Rules {
  ping::Sites sites;
  ping::TrustedProxies proxies;
  std::optional<ping::Countries> countries;  ///< none: there is no database of them
  std::optional<std::string> token;          ///< opens the private routes on the public listener
  std::uint64_t pings_a_minute = 0;          ///< of one address; 0: any number
  std::size_t most_streams = 100;
  std::shared_ptr<const http::Certificate> certificate{};  ///< of the public listener; none: HTTP
};

}  // namespace readcount::api
