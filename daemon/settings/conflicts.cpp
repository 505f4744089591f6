#include "settings/conflicts.hpp"

namespace readcount::settings {
namespace {

bool is_all(const ListenAddress& address) {
  return address.host.empty() || address.host == "0.0.0.0" || address.host == "::";
}

bool collide(const ListenAddress& a, const ListenAddress& b) {
  return a.port != 0 && a.port == b.port && (a.host == b.host || is_all(a) || is_all(b));
}

/// The source of the first of two settings that was given at all.
std::string source_of(const Givens& givens, std::string_view first, std::string_view second) {
  const auto* given = first_of(givens, first);
  if (given == nullptr) given = first_of(givens, second);
  return given == nullptr ? "--" + std::string(first) : given->source;
}

}  // namespace

Parsed<void> check_conflicts(const Settings& settings, const Givens& givens) {
  if (collide(settings.listen, settings.admin_listen)) {
    return Complaint{source_of(givens, "listen", "admin-listen") +
                     ": listen and admin-listen both take port " +
                     std::to_string(settings.listen.port) + ": give one of them another"};
  }
  if (settings.tls_cert && !settings.tls_key) {
    return Complaint{source_of(givens, "tls-cert", "tls-key") +
                     ": tls-cert is given without tls-key: name the file of the certificate's key "
                     "as well, or leave both out for plain HTTP"};
  }
  if (settings.tls_key && !settings.tls_cert) {
    return Complaint{source_of(givens, "tls-key", "tls-cert") +
                     ": tls-key is given without tls-cert: name the file of the key's certificate "
                     "as well, or leave both out for plain HTTP"};
  }
  if (settings.journal_retain < settings.flush_interval) {
    return Complaint{source_of(givens, "journal-retain", "flush-interval") +
                     ": journal-retain is shorter than flush-interval: make it longer"};
  }
  if (settings.lifetimes.day_lists < settings.lifetimes.hour_lists) {
    return Complaint{
        source_of(givens, "keep-day-lists", "keep-hour-lists") +
        ": keep-day-lists is shorter than keep-hour-lists: make it as long, or longer"};
  }
  return {};
}

}  // namespace readcount::settings
