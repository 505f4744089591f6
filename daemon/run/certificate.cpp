#include "run/certificate.hpp"

#include "run/failure.hpp"
#include "settings/text_file.hpp"

#include <sodium.h>

#include <ctime>
#include <filesystem>
#include <utility>

namespace readcount::run {
namespace {

std::string read(const char* setting, const std::filesystem::path& path) {
  constexpr std::size_t kMost = 1 << 20;
  auto text = settings::read_text_file(path, kMost);
  if (!text) throw StartFailure(std::string(setting) + ": " + text.error().text);
  return std::move(*text);
}

/// "2026-11-24 12:00 UTC"
std::string in_words(std::chrono::sys_seconds time) {
  const std::time_t seconds = time.time_since_epoch().count();
  std::tm parts{};
  char text[64];
  gmtime_r(&seconds, &parts);
  return {text, std::strftime(text, sizeof text, "%F %R UTC", &parts)};
}

}  // namespace

std::shared_ptr<const http::Certificate> certificate_of(const settings::Settings& settings) {
  if (!settings.tls_cert) return nullptr;
  const auto chain = read("--tls-cert", *settings.tls_cert);
  auto key = read("--tls-key", *settings.tls_key);
  const auto made = http::Certificate::make(chain, key);
  sodium_memzero(key.data(), key.size());
  if (made) return *made;
  const bool of_key = made.error().of == http::CertificateFailure::Of::key;
  const auto& path = of_key ? *settings.tls_key : *settings.tls_cert;
  throw StartFailure((of_key ? "--tls-key: " : "--tls-cert: ") +
                     settings::in_quotes(path.string()) + ' ' + made.error().text);
}

std::optional<std::string> untimely(const http::Certificate* certificate, Time now) {
  const std::string subject = "--tls-cert: the certificate, or one of its chain, ";
  if (certificate == nullptr) return std::nullopt;
  if (now >= certificate->ends()) {
    return subject + "has expired at " + in_words(certificate->ends()) + ": renew it";
  }
  if (now < certificate->begins()) {
    return subject + "is not valid before " + in_words(certificate->begins()) +
           ": set this machine's clock, or wait";
  }
  return std::nullopt;
}

}  // namespace readcount::run
