#pragma once

#include "pipeline/live_site.hpp"
#include "query/question.hpp"

#include <string>

// What /v1/live and its stream say. Pure.

namespace readcount::api {

/// `{"site":…,"limit":…,"live":…,"views":…,"rows":[…]}`.
std::string live_json(const query::Question& question, const pipeline::LiveSite& site);

/// The id of an event with this JSON: the same for the same JSON, on every daemon.
std::string event_id(const std::string& json);

/// A server-sent event (HTML Living Standard, 9.2). `json` stands on one line.
std::string live_event(const std::string& id, const std::string& json);

}  // namespace readcount::api
