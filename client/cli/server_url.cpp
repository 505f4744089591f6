#include "cli/server_url.hpp"

#include "base/number.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <cstdint>

namespace readcount::cli {
namespace {

Failure wrong(std::string_view text, const std::string& why) {
  return {Exit::usage, "--server: \"" + std::string(text) + "\" " + why};
}

bool is_port(std::string_view text) { return whole_number<std::uint16_t>(text).value_or(0) != 0; }

}  // namespace

Outcome<ServerUrl> parse_server(std::string_view text) {
  const auto parsed = boost::urls::parse_uri(text);
  if (text.find("://") == std::string_view::npos || !parsed) {
    return wrong(text, "is not a URL: write it as http://127.0.0.1:9228");
  }
  const auto& url = *parsed;
  if (url.scheme_id() == boost::urls::scheme::https) {
    return wrong(text,
                 "needs TLS, which this version does not speak: use http://, if need be through a "
                 "tunnel (ssh -L 9228:127.0.0.1:9228 HOST, then --server http://127.0.0.1:9228)");
  }
  if (url.scheme_id() != boost::urls::scheme::http)
    return wrong(text, "does not begin with http://");
  if (url.has_userinfo()) {
    return wrong("http://…@…", "holds credentials: leave them out, use --token-file");
  }
  if (url.has_query() || url.has_fragment()) {
    return wrong(text, "has a query or a fragment: leave it out");
  }
  if (url.encoded_host().empty()) return wrong(text, "names no host");
  if (!url.port().empty() && !is_port(url.port())) {
    return wrong(text, "has no port from 1 to 65535");
  }
  ServerUrl server;
  server.text = text;
  server.host = url.host_address();
  server.port = url.port().empty() ? "80" : std::string(url.port());
  server.authority = url.encoded_host();
  if (server.port != "80") server.authority += ':' + server.port;
  server.prefix = url.encoded_path();
  while (server.prefix.ends_with('/')) server.prefix.pop_back();
  return server;
}

}  // namespace readcount::cli
