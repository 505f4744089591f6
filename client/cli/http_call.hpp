#pragma once

#include "cli/message.hpp"
#include "cli/server_url.hpp"

#include <chrono>
#include <string>

namespace readcount::cli {

/// What all requests of one run have in common.
struct Connection {
  ServerUrl server;
  std::string token;                         ///< empty: none is sent
  std::chrono::milliseconds timeout{10000};  ///< for one request, from the look-up to the last byte
};

/// Sends one request over a connection of its own. Blocks at most `timeout`, but for a name that
/// the system is still looking up. Every failure is Exit::no_server and says what was tried.
Outcome<Response> http_call(const Connection& connection, const Request& request);

/// The same for a Download: as long as there are more bytes within each `timeout`, it goes on.
Outcome<Response> http_download(const Connection& connection, const Request& request,
                                const Sink& sink);

}  // namespace readcount::cli
