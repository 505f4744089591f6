#include "made_certificate.hpp"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>

namespace readcount::http {
namespace {

template <class Write>
std::string pem(const Write& write) {
  const std::unique_ptr<BIO, int (*)(BIO*)> memory(BIO_new(BIO_s_mem()), BIO_free);
  write(memory.get());
  char* text = nullptr;
  const auto size = BIO_get_mem_data(memory.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

}  // namespace

MadeCertificate::MadeCertificate(std::chrono::seconds begins, std::chrono::seconds ends) {
  const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> pair(EVP_EC_gen("P-256"), EVP_PKEY_free);
  const std::unique_ptr<X509, void (*)(X509*)> own(X509_new(), X509_free);
  X509_set_version(own.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(own.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(own.get()), begins.count());
  X509_gmtime_adj(X509_getm_notAfter(own.get()), ends.count());
  const unsigned char name[] = "localhost";
  X509_NAME_add_entry_by_txt(X509_get_subject_name(own.get()), "CN", MBSTRING_ASC, name, -1, -1, 0);
  X509_set_issuer_name(own.get(), X509_get_subject_name(own.get()));
  X509_set_pubkey(own.get(), pair.get());
  X509_sign(own.get(), pair.get(), EVP_sha256());
  chain = pem([&](BIO* bio) { PEM_write_bio_X509(bio, own.get()); });
  key = pem([&](BIO* bio) {
    PEM_write_bio_PrivateKey(bio, pair.get(), nullptr, nullptr, 0, nullptr, nullptr);
  });
  const unsigned char password[] = "secret";
  locked_key = pem([&](BIO* bio) {
    PEM_write_bio_PrivateKey(bio, pair.get(), EVP_aes_128_cbc(), password, sizeof password - 1,
                             nullptr, nullptr);
  });
}

}  // namespace readcount::http
