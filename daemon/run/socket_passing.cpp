#include "run/socket_passing.hpp"

#include "run/failure.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string>
#include <vector>

namespace readcount::run {
namespace {

constexpr std::size_t kControl = CMSG_SPACE(kMostPassed * sizeof(int));

/// A message of these letters, with room for as many descriptors.
struct Envelope {
  explicit Envelope(std::string& letters, std::size_t descriptors)
      : text{letters.data(), letters.size()} {
    message.msg_iov = &text;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = CMSG_SPACE(descriptors * sizeof(int));
  }

  iovec text;
  alignas(cmsghdr) std::array<char, kControl> control{};
  msghdr message{};
};

std::vector<int> descriptors_in(msghdr& message) {
  std::vector<int> descriptors;
  const auto* header = CMSG_FIRSTHDR(&message);
  if (header == nullptr || header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) {
    return descriptors;
  }
  descriptors.resize((header->cmsg_len - CMSG_LEN(0)) / sizeof(int));
  std::memcpy(descriptors.data(), CMSG_DATA(header), descriptors.size() * sizeof(int));
  return descriptors;
}

}  // namespace

std::error_code send_sockets(int connection, const HandedSockets& sockets) {
  std::string letters(sockets.publicly.size(), 'p');
  auto descriptors = sockets.publicly;
  if (sockets.admin) {
    letters += 'a';
    descriptors.push_back(*sockets.admin);
  }
  if (descriptors.empty() || descriptors.size() > kMostPassed) {
    return std::make_error_code(std::errc::argument_list_too_long);
  }
  Envelope envelope(letters, descriptors.size());
  auto* header = CMSG_FIRSTHDR(&envelope.message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(descriptors.size() * sizeof(int));
  std::memcpy(CMSG_DATA(header), descriptors.data(), descriptors.size() * sizeof(int));
  const auto sent = sendmsg(connection, &envelope.message, MSG_NOSIGNAL | MSG_DONTWAIT);
  return sent < 0 ? std::error_code(errno, std::system_category()) : std::error_code();
}

HandedSockets receive_sockets(int connection, std::chrono::seconds patience) {
  const timeval wait{patience.count(), 0};
  setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
  std::string letters(kMostPassed, '\0');
  Envelope envelope(letters, kMostPassed);
  const auto received = recvmsg(connection, &envelope.message, MSG_CMSG_CLOEXEC);
  const auto descriptors = descriptors_in(envelope.message);
  if (received <= 0 || descriptors.size() != static_cast<std::size_t>(received)) {
    for (const int descriptor : descriptors) close(descriptor);
    throw StartFailure(
        "the readcountd that runs did not hand its sockets over: its log may say why; stop it, "
        "and start without --take-over");
  }
  HandedSockets sockets;
  for (std::size_t i = 0; i < descriptors.size(); ++i) {
    if (letters[i] == 'p') {
      sockets.publicly.push_back(descriptors[i]);
    } else {
      sockets.admin = descriptors[i];
    }
  }
  return sockets;
}

}  // namespace readcount::run
