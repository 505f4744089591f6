#pragma once

#include <boost/system/result.hpp>
#include <openssl/types.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace readcount::http {

/// Why a server cannot show a certificate: which of its two texts is wrong, and what to do.
struct CertificateFailure {
  enum class Of : std::uint8_t { chain, key };
  Of of = Of::chain;
  std::string text;  ///< goes on from "FILE "
};

/// Lets result::value() compile; our code asks has_value() first and never gets here.
[[noreturn]] void throw_exception_from_error(const CertificateFailure& failure,
                                             const boost::source_location& where);

/// What a server shows to whom connects by TLS: a certificate, those that lead to its root, and the
/// key that proves it. With it goes how TLS is spoken: 1.2 or newer, OpenSSL's (the system's)
/// ciphers, no renegotiation, no compression, HTTP/1 by ALPN. Sessions are resumed by tickets
/// alone, so the server keeps nothing of them.
///
/// Immutable; shared by threads. A connection goes on although its certificate is destroyed.
class Certificate {
 public:
  using Made = boost::system::result<std::shared_ptr<const Certificate>, CertificateFailure>;

  /// Both in PEM form: the certificate and then those that lead to its root; the key without a
  /// password. That they fit together is checked, not whether anybody trusts them.
  static Made make(const std::string& chain, const std::string& key);

  /// From when until when all of the chain is valid.
  std::chrono::sys_seconds begins() const noexcept { return begins_; }
  std::chrono::sys_seconds ends() const noexcept { return ends_; }

  SSL_CTX* context() const noexcept { return context_.get(); }

 private:
  struct Free {
    void operator()(SSL_CTX* context) const;
  };
  using Context = std::unique_ptr<SSL_CTX, Free>;

  explicit Certificate(Context context);

  Context context_;
  std::chrono::sys_seconds begins_ = std::chrono::sys_seconds::min();
  std::chrono::sys_seconds ends_ = std::chrono::sys_seconds::max();
};

}  // namespace readcount::http
