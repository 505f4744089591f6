#pragma once

#include "api/rules.hpp"
#include "api/sender.hpp"
#include "ping/message.hpp"
#include "ping/ping.hpp"

namespace readcount::api {

/// What is known beforehand, by which a view's sources are recognised.
struct Known {
  const ping::Sites& sites;
  const ping::Countries* countries;  ///< null: there is no database of them
};

/// A part of the rules; not longer valid than they are.
Known known_by(const Rules& rules);

/// The ping that a message makes with who sent it, as of now. Uses up the message's texts. Of the
/// reader's address no more goes on than the bytes of his identity, which are never stored, and his
/// country. Of a sender who is set aside nothing goes on: it is a ping of its article, no more.
ping::Ping build_ping(const Known& known, const Sender& sender, ping::Article article,
                      ping::Message message);

}  // namespace readcount::api
