#pragma once

#include "run/handed_sockets.hpp"

#include <chrono>
#include <system_error>

// Listening sockets on their way from one readcountd to another, over a Unix socket between them
// (SCM_RIGHTS). One message: a letter a socket, `p` for public and `a` for admin, and with it the
// descriptors in this order.

namespace readcount::run {

/// At most so many; the kernel's bound is 253.
inline constexpr std::size_t kMostPassed = 128;

/// Never waits.
std::error_code send_sockets(int connection, const HandedSockets& sockets);

/// Waits at most so long. The descriptors are the caller's, and close on exec. Throws StartFailure
/// when none come.
HandedSockets receive_sockets(int connection, std::chrono::seconds patience);

}  // namespace readcount::run
