#include "http/certificate.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <algorithm>
#include <ctime>
#include <stdexcept>
#include <utility>
#include <vector>

namespace readcount::http {
namespace {

using Of = CertificateFailure::Of;

struct Release {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
template <class T>
using Owned = std::unique_ptr<T, Release>;

Owned<BIO> reader_of(const std::string& text) {
  return Owned<BIO>(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

/// OpenSSL's own would ask on the terminal.
int give_no_password(char*, int, int, void* asked) {
  *static_cast<bool*>(asked) = true;
  return -1;
}

std::string reason() {
  const char* const text = ERR_reason_error_string(ERR_peek_last_error());
  return text != nullptr ? text : "no reason given";
}

boost::system::result<std::vector<Owned<X509>>, CertificateFailure> read_chain(
    const std::string& text) {
  ERR_clear_error();
  const auto bio = reader_of(text);
  std::vector<Owned<X509>> chain;
  bool asked = false;
  for (;;) {
    Owned<X509> next(PEM_read_bio_X509(bio.get(), nullptr, give_no_password, &asked));
    if (!next) break;
    chain.push_back(std::move(next));
  }
  if (ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE) {
    return CertificateFailure{Of::chain, "is damaged (" + reason() + "): write it anew"};
  }
  if (chain.empty()) {
    return CertificateFailure{
        Of::chain,
        "holds no certificate in PEM form: name a file with the server's certificate and "
        "those that lead to its root, such as certbot's fullchain.pem"};
  }
  return chain;
}

boost::system::result<Owned<EVP_PKEY>, CertificateFailure> read_key(const std::string& text) {
  ERR_clear_error();
  const auto bio = reader_of(text);
  bool asked = false;
  Owned<EVP_PKEY> key(PEM_read_bio_PrivateKey(bio.get(), nullptr, give_no_password, &asked));
  if (key) return key;
  if (asked) {
    return CertificateFailure{Of::key,
                              "is locked by a password: write the key without one, by "
                              "\"openssl pkey -in FILE -out NEW\""};
  }
  return CertificateFailure{
      Of::key,
      "holds no private key in PEM form: name the file of the certificate's key, such as "
      "certbot's privkey.pem"};
}

int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* length,
                    const unsigned char* offered, unsigned int size, void*) {
  static constexpr unsigned char kOurs[] = "\x08http/1.1\x08http/1.0";
  unsigned char* found = nullptr;
  const int result = SSL_select_next_proto(&found, length, kOurs, sizeof kOurs - 1, offered, size);
  *chosen = found;
  return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

void set_up(SSL_CTX* context) {
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
  // A write may be taken up with another buffer, as that of an answer may move; an idle connection
  // keeps no buffers; a record's head and body come by one read.
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_read_ahead(context, 1);
}

std::chrono::sys_seconds seconds_of(const ASN1_TIME* time) {
  std::tm parts{};
  ASN1_TIME_to_tm(time, &parts);
  return std::chrono::sys_seconds(std::chrono::seconds(timegm(&parts)));
}

}  // namespace

void throw_exception_from_error(const CertificateFailure& failure, const boost::source_location&) {
  throw std::runtime_error(failure.text);
}

void Certificate::Free::operator()(SSL_CTX* context) const { SSL_CTX_free(context); }

Certificate::Certificate(Context context) : context_(std::move(context)) {}

Certificate::Made Certificate::make(const std::string& chain, const std::string& key) {
  const auto certificates = read_chain(chain);
  if (!certificates) return certificates.error();
  const auto secret = read_key(key);
  if (!secret) return secret.error();
  X509* const own = certificates->front().get();
  ERR_clear_error();
  if (X509_check_private_key(own, secret->get()) != 1) {
    return CertificateFailure{Of::key,
                              "holds the key of another certificate: name the one that was made "
                              "for the first certificate of the other file"};
  }
  Context context(SSL_CTX_new(TLS_server_method()));
  if (!context) throw std::runtime_error("OpenSSL cannot start: " + reason());
  set_up(context.get());
  // It refuses what is too weak for the system's security level.
  bool taken = SSL_CTX_use_certificate(context.get(), own) == 1 &&
               SSL_CTX_use_PrivateKey(context.get(), secret->get()) == 1;
  for (std::size_t i = 1; taken && i < certificates->size(); ++i) {
    taken = SSL_CTX_add1_chain_cert(context.get(), (*certificates)[i].get()) == 1;
  }
  if (!taken) {
    return CertificateFailure{Of::chain, "is not taken by OpenSSL (" + reason() +
                                             "): get one that its security level allows"};
  }
  std::shared_ptr<Certificate> made(new Certificate(std::move(context)));
  for (const auto& each : *certificates) {
    made->begins_ = std::max(made->begins_, seconds_of(X509_get0_notBefore(each.get())));
    made->ends_ = std::min(made->ends_, seconds_of(X509_get0_notAfter(each.get())));
  }
  return std::shared_ptr<const Certificate>(std::move(made));
}

}  // namespace readcount::http
