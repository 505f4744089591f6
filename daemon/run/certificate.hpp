#pragma once

#include "base/clock.hpp"
#include "http/certificate.hpp"
#include "settings/settings.hpp"

#include <memory>
#include <optional>
#include <string>

namespace readcount::run {

/// Reads what --tls-cert and --tls-key name; null without them. Throws StartFailure.
std::shared_ptr<const http::Certificate> certificate_of(const settings::Settings& settings);

/// Why clients refuse a certificate at this time, in one line; none: they do not, or there is no
/// certificate. A daemon starts in spite of it, as one that is down serves nobody at all; --check
/// and a reload, which can refuse it without harm, do.
std::optional<std::string> untimely(const http::Certificate* certificate, Time now);

}  // namespace readcount::run
