#include "http/router.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace readcount::http {
namespace {

bool serves(const Route& route, std::string_view method) noexcept {
  return route.method == method || (method == "HEAD" && route.method == "GET");
}

void add_method(std::string& allow, std::string_view method) {
  if (allow.find(method) != allow.npos) return;
  if (!allow.empty()) allow += ", ";
  allow += method;
  if (method == "GET") allow += ", HEAD";
}

}  // namespace

void Router::add(Route route) {
  const bool taken = std::any_of(routes_.begin(), routes_.end(), [&route](const Route& other) {
    return other.path == route.path && other.method == route.method;
  });
  if (taken) throw std::invalid_argument("two routes for " + route.method + " " + route.path);
  routes_.push_back(std::move(route));
}

Router::Match Router::match(std::string_view method, std::string_view path) const {
  for (const Route& route : routes_) {
    if (route.path == path && serves(route, method)) {
      return {&route, {}, route.path, route.cross_origin};
    }
  }
  Match match;
  for (const Route& route : routes_) {
    if (route.path != path && path != "*") continue;
    add_method(match.allow, route.method);
    if (path != "*") match.path = route.path;
    match.cross_origin = match.cross_origin || route.cross_origin;
  }
  if (match.cross_origin || path == "*") add_method(match.allow, "OPTIONS");
  return match;
}

}  // namespace readcount::http
