#pragma once

#include "api/context.hpp"
#include "http/router.hpp"

// One function a group of endpoints, each in a file of its name. API.md describes them. The context
// outlives the router.

namespace readcount::api {

void add_ping_routes(http::Router& router,
                     const Context& context);  // POST /v1/ping, GET /v1/ping.gif
void add_count_routes(http::Router& router, const Context& context);       // /v1/count, /v1/counts
void add_badge_routes(http::Router& router, const Context& context);       // /v1/badge.svg
void add_page_routes(http::Router& router, const Context& context);        // the snippet, the demo
void add_health_routes(http::Router& router, const Context& context);      // /healthz, /readyz
void add_definition_routes(http::Router& router, const Context& context);  // /v1/definitions
void add_metrics_routes(http::Router& router, const Context& context);     // /metrics

/// Who may use the private routes.
enum class Access {
  open,   ///< whoever reaches the listener: the admin listener
  token,  ///< who has the token: the public listener
};
void add_whoami_routes(http::Router& router, const Context& context, Access access);
void add_pings_routes(http::Router& router, const Context& context, Access access);  // /v1/pings
void add_live_routes(http::Router& router, const Context& context, Access access);   // /v1/live
void add_list_routes(http::Router& router, const Context& context,
                     Access access);  // /v1/top, /v1/trending
void add_series_routes(http::Router& router, const Context& context, Access access);
void add_sources_routes(http::Router& router, const Context& context, Access access);
void add_engagement_routes(http::Router& router, const Context& context, Access access);
void add_start_routes(http::Router& router, const Context& context, Access access);
void add_erase_routes(http::Router& router, const Context& context, Access access);
void add_merge_routes(http::Router& router, const Context& context, Access access);
void add_export_routes(http::Router& router, const Context& context, Access access);
void add_import_routes(http::Router& router, const Context& context, Access access);

/// Everything of the public listener: the public routes, the private ones behind the token.
void add_public_listener(http::Router& router, const Context& context);

/// Everything of the admin listener: all routes, all of them open, and /metrics.
void add_admin_listener(http::Router& router, const Context& context);

}  // namespace readcount::api
