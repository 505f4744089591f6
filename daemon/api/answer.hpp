#pragma once

#include "api/context.hpp"
#include "http/message.hpp"
#include "ping/article.hpp"
#include "pipeline/work.hpp"
#include "tally/batch.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace readcount::api {

/// An answer in JSON that nobody may keep: counts change.
http::Response json_response(std::string body);

/// Says no, and counts the reason.
http::Response refuse(const Context& context, const Problem& problem);

/// What is said when the store cannot be asked and memory does not know.
Problem unknown_now();

/// What is said where as many streams are open as may be.
Problem no_stream_free(const Context& context);

/// `{"url":…,"site":…,"path":…,"views":…,…}`, the object of /v1/count.
std::string count_json(std::string_view url, const ping::Article& article,
                       const tally::Totals& totals, std::uint32_t live);

/// The same of the one article that was asked for; `null` where its counts are not known.
std::string count_json(std::string_view url, const pipeline::CountsWork& one);

/// What the answer to a change by hand begins with: `{"applied":…,"dry_run":…`, to go on with ','.
std::string edit_json(bool applied, bool dry_run);

/// A ping that is `bot` or `prefetch` and of which nothing is kept, in the metrics.
void count_set_aside(const Context& context, const std::string& site, ping::Kind kind,
                     ping::Outcome outcome);

/// A JSON string literal with its quotes. Invalid UTF-8 must have been refused before.
std::string json_string(std::string_view text);

}  // namespace readcount::api
