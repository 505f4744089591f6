#include "http/wire.hpp"

#include "http/certificate.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <cerrno>

namespace readcount::http {

Wire::Wire(asio::ip::tcp::socket socket) : socket_(std::move(socket)) {}

Wire::~Wire() = default;

void Wire::Free::operator()(SSL* tls) const { SSL_free(tls); }

bool Wire::secure(const Certificate& certificate) {
  tls_.reset(SSL_new(certificate.context()));
  return tls_ != nullptr && SSL_set_fd(tls_.get(), socket_.native_handle()) == 1;
}

bool Wire::has_heard() const { return BIO_number_read(SSL_get_rbio(tls_.get())) > 0; }

bool Wire::has_more(error_code& error) {
  char first = 0;
  const auto into = asio::buffer(&first, 1);
  if (tls_ != nullptr) return attempt({Act::peek, into, {}}, error) == 1;
  return socket_.receive(into, asio::ip::tcp::socket::message_peek, error) == 1;
}

void Wire::cancel() {
  cancelled_ = true;
  error_code ignored;
  socket_.cancel(ignored);
}

void Wire::close() {
  cancelled_ = true;
  error_code ignored;
  socket_.close(ignored);
}

/// Gives how many bytes it moved, at most one record's; would_block: wait for `wanted_`, then
/// again.
std::size_t Wire::attempt(const Work& work, error_code& error) {
  // A closed socket's number may be another's by now.
  if (!socket_.is_open() || broken_ || (unfinished_ && work.act == Act::tell_end)) {
    error = asio::error::connection_aborted;
    return 0;
  }
  ERR_clear_error();
  errno = 0;
  std::size_t bytes = 0;
  const int result = perform(work, bytes);
  error = result > 0 ? error_code() : error_of(result);
  if (work.act == Act::write) unfinished_ = error == asio::error::would_block;
  return bytes;
}

int Wire::perform(const Work& work, std::size_t& bytes) {
  SSL* const tls = tls_.get();
  switch (work.act) {
    case Act::shake_hands:
      return SSL_accept(tls);
    case Act::read:
      return SSL_read_ex(tls, work.into.data(), work.into.size(), &bytes);
    case Act::peek:
      return SSL_peek_ex(tls, work.into.data(), work.into.size(), &bytes);
    case Act::write:
      return SSL_write_ex(tls, work.from.data(), work.from.size(), &bytes);
    case Act::tell_end:
      break;
  }
  if ((SSL_get_shutdown(tls) & SSL_SENT_SHUTDOWN) != 0) return 1;
  // 0: told, and the client has not told its own end, which nobody waits for.
  const int told = SSL_shutdown(tls);
  return told == 0 ? 1 : told;
}

boost::system::error_code Wire::error_of(int result) {
  const int system = errno;
  switch (SSL_get_error(tls_.get(), result)) {
    case SSL_ERROR_WANT_READ:
      wanted_ = asio::ip::tcp::socket::wait_read;
      return asio::error::would_block;
    case SSL_ERROR_WANT_WRITE:
      wanted_ = asio::ip::tcp::socket::wait_write;
      return asio::error::would_block;
    case SSL_ERROR_ZERO_RETURN:
      return asio::error::eof;
    case SSL_ERROR_SYSCALL:
      broken_ = true;
      if (system != 0) return {system, boost::system::system_category()};
      return asio::error::eof;
    default:
      broken_ = true;
      return make_error_code(boost::system::errc::protocol_error);
  }
}

}  // namespace readcount::http
