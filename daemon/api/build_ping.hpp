#pragma once

#include "api/context.hpp"
#include "api/sender.hpp"
#include "http/message.hpp"
#include "ping/message.hpp"
#include "ping/ping.hpp"

namespace readcount::api {

/// The ping that a message makes with the request it came in, as of now. Uses up the message's
/// texts. Of the reader's address no more goes on than the bytes of his identity, which are never
/// stored, and his country.
ping::Ping build_ping(const Context& context, const http::Request& request, const Sender& sender,
                      ping::Article article, ping::Message message);

}  // namespace readcount::api
