#pragma once

#include "ping/message.hpp"
#include "ping/ping.hpp"
#include "ping/sites.hpp"

#include <string_view>

namespace readcount::ping {

/// Says where a view of an article of `site` came from: fills `referrer`, `channel` and `campaign`.
///
/// The campaign's tags stand in the message's `query`, or where that is empty in the `url` as it
/// was sent. The channel is what built_in_channels() says of the medium, else of the source, else
/// of the page before. A page before on the site itself is `internal` and no referrer.
void note_source(const Message& message, std::string_view site, const Sites& sites, Sources& into);

}  // namespace readcount::ping
