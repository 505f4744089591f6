#include "ping/address.hpp"

#include "ping/query_string.hpp"
#include "ping/text.hpp"

#include <boost/url/encode.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/pct_string_view.hpp>
#include <boost/url/rfc/pchars.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace readcount::ping {
namespace {

namespace urls = boost::urls;

Problem bad_url(std::string detail) { return {Code::bad_url, std::move(detail)}; }

Problem unknown_site(std::string_view host) {
  return {Code::unknown_site,
          in_quotes(host) +
              " is not counted here: add it to the settings as a site, or as a site's "
              "alias"};
}

bool is_own_port(std::string_view port, urls::scheme scheme) noexcept {
  return port.empty() || port == (scheme == urls::scheme::http ? "80" : "443");
}

/// The site of a `scheme://authority` in any spelling.
Checked<SiteMatch> parse_origin(std::string_view origin, const Sites& sites) {
  const auto url = urls::parse_uri(origin);
  // Boost.URL 1.81 takes what follows a port for a path even where it begins with no '/'.
  if (!url || !url->encoded_path().empty()) {
    return bad_url(
        "the address must begin like https://news.example/, international names in their ASCII "
        "form (xn--…)");
  }
  if (url->scheme_id() != urls::scheme::http && url->scheme_id() != urls::scheme::https) {
    return bad_url("the address must begin with https:// or http://");
  }
  if (url->has_userinfo()) return bad_url("take user name and password out of the address");
  const std::string_view host = url->encoded_host();
  if (host.empty()) return bad_url("the address must name a host");
  auto site = sites.find(host);
  if (!site) return unknown_site(host);
  if (!is_own_port(url->port(), url->scheme_id()) && !is_loopback(host)) {
    return bad_url("take the port out of the address");
  }
  return std::move(*site);
}

/// The host of an origin that is spelled as browsers spell nearly all of them.
std::optional<std::string_view> plain_host(std::string_view origin) noexcept {
  if (!origin.starts_with("http")) return std::nullopt;
  origin.remove_prefix(4);
  if (origin.starts_with('s')) origin.remove_prefix(1);
  if (!origin.starts_with("://")) return std::nullopt;
  origin.remove_prefix(3);
  const auto is_plain = [](char c) { return urls::unreserved_chars(c); };
  if (!std::all_of(origin.begin(), origin.end(), is_plain)) return std::nullopt;
  return origin;
}

Checked<SiteMatch> site_at(std::string_view origin, const Sites& sites) {
  if (const auto host = plain_host(origin)) {
    if (auto site = sites.find(*host)) return std::move(*site);
  }
  return parse_origin(origin, sites);
}

/// Whether the segments of a path are normal as they stand; a '/' at the end may be too many.
bool is_plain_path(std::string_view path) noexcept {
  if (!path.starts_with('/')) return false;
  char before = '\0';
  for (const char c : path) {
    if (c != '/' && !urls::pchars(c)) return false;
    if (before == '/' && (c == '/' || c == '.')) return false;
    before = c;
  }
  return true;
}

// Boost.URL 1.81's normalize_path() is not RFC 3986's: it decodes %2F and keeps a leading "..". So
// only its decoding and encoding are used, segment by segment.
Checked<void> append_segments(std::string_view path, std::string& out) {
  std::string segment;
  while (!path.empty()) {
    const auto raw = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(raw.size() + 1, path.size()));
    const auto encoded = urls::make_pct_string_view(raw);
    if (!encoded) {
      return bad_url(
          "a '%' in the path must be followed by two hexadecimal digits; a percent "
          "sign itself is %25");
    }
    encoded->decode({}, urls::string_token::assign_to(segment));
    if (auto checked = check_text(segment, "the url's path"); !checked) return checked.error();
    if (segment.empty() || segment == ".") continue;
    if (segment == "..") {
      out.resize(out.empty() ? 0 : out.rfind('/'));
      continue;
    }
    out += '/';
    urls::encode(segment, urls::pchars, {}, urls::string_token::append_to(out));
  }
  if (out.empty()) out += '/';
  return {};
}

Checked<void> append_path(std::string_view path, std::string& out) {
  if (!is_plain_path(path)) return append_segments(path, out);
  if (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  out = path;
  return {};
}

Checked<void> append_kept_query(std::string_view query, std::span<const std::string> keep,
                                std::string& out) {
  std::vector<std::pair<std::string, std::string>> kept;
  while (const auto raw = take_pair(query)) {
    auto name = decode_component(raw->name);
    if (!name || std::find(keep.begin(), keep.end(), *name) == keep.end()) continue;
    auto value = decode_component(raw->value);
    if (!value) {
      return bad_url(
          "a '%' in the query must be followed by two hexadecimal digits; a percent "
          "sign itself is %25");
    }
    if (auto checked = check_text(*value, "the url's query"); !checked) return checked.error();
    kept.emplace_back(std::move(*name), std::move(*value));
  }
  std::sort(kept.begin(), kept.end());
  char separator = '?';
  for (const auto& [name, value] : kept) {
    out += std::exchange(separator, '&');
    urls::encode(name, urls::unreserved_chars, {}, urls::string_token::append_to(out));
    out += '=';
    urls::encode(value, urls::unreserved_chars, {}, urls::string_token::append_to(out));
  }
  return {};
}

}  // namespace

Checked<Article> normal_form(std::string_view url, const Sites& sites) {
  if (url.size() > kMaxUrl) {
    return Problem{Code::url_too_long, "the address must have at most 2048 bytes"};
  }
  if (auto checked = check_text(url, "the url"); !checked) return checked.error();
  const auto scheme_end = url.find("://");
  if (scheme_end == std::string_view::npos) {
    return bad_url("the address must be a whole one, as https://news.example/article");
  }
  const auto origin = url.substr(0, url.find_first_of("/?#", scheme_end + 3));
  auto site = site_at(origin, sites);
  if (!site) return site.error();

  auto rest = url.substr(origin.size());
  rest = rest.substr(0, rest.find('#'));
  const auto path = rest.substr(0, rest.find('?'));
  const auto query = rest.substr(std::min(path.size() + 1, rest.size()));

  Article article{std::move(site->name), {}};
  if (auto done = append_path(path, article.path); !done) return done.error();
  if (!site->keep_query.empty()) {
    if (auto done = append_kept_query(query, site->keep_query, article.path); !done) {
      return done.error();
    }
  }
  if (article.path.size() > kMaxPath) {
    return Problem{Code::url_too_long,
                   "the path, percent-encoded, must have at most 512 bytes with what is kept of "
                   "the query"};
  }
  return article;
}

std::string url_of(const Article& article) {
  const std::string_view scheme = is_loopback(article.site) ? "http://" : "https://";
  std::string url;
  url.reserve(scheme.size() + article.site.size() + article.path.size());
  url.append(scheme).append(article.site);
  if (article.path.starts_with('/')) url += article.path;
  return url;
}

bool is_known_origin(std::string_view origin, const Sites& sites) {
  const auto scheme_end = origin.find("://");
  if (scheme_end == std::string_view::npos) return false;
  if (origin.find_first_of("/?#", scheme_end + 3) != std::string_view::npos) return false;
  return site_at(origin, sites).has_value();
}

}  // namespace readcount::ping
