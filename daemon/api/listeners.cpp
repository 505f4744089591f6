// Which routes stand on which listener.

#include "api/routes.hpp"

namespace readcount::api {
namespace {

void add_public_routes(http::Router& router, const Context& context) {
  add_ping_routes(router, context);
  add_count_routes(router, context);
  add_badge_routes(router, context);
  add_definition_routes(router, context);
  add_page_routes(router, context);
  add_health_routes(router, context);
}

}  // namespace

void add_public_listener(http::Router& router, const Context& context) {
  add_public_routes(router, context);
  add_whoami_routes(router, context, Access::token);
  add_live_routes(router, context, Access::token);
}

void add_admin_listener(http::Router& router, const Context& context) {
  add_public_routes(router, context);
  add_whoami_routes(router, context, Access::open);
  add_live_routes(router, context, Access::open);
  add_metrics_routes(router, context);
}

}  // namespace readcount::api
