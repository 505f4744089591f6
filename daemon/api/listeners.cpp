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

void add_private_routes(http::Router& router, const Context& context, Access access) {
  add_whoami_routes(router, context, access);
  add_pings_routes(router, context, access);
  add_list_routes(router, context, access);
  add_series_routes(router, context, access);
  add_sources_routes(router, context, access);
  add_engagement_routes(router, context, access);
  add_live_routes(router, context, access);
  add_start_routes(router, context, access);
  add_erase_routes(router, context, access);
  add_merge_routes(router, context, access);
  add_export_routes(router, context, access);
  add_import_routes(router, context, access);
}

}  // namespace

void add_public_listener(http::Router& router, const Context& context) {
  add_public_routes(router, context);
  add_private_routes(router, context, Access::token);
}

void add_admin_listener(http::Router& router, const Context& context) {
  add_public_routes(router, context);
  add_private_routes(router, context, Access::open);
  add_metrics_routes(router, context);
}

}  // namespace readcount::api
