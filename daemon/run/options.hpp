#pragma once

#include "api/rules.hpp"
#include "http/limits.hpp"
#include "pipeline/pipeline.hpp"
#include "settings/settings.hpp"
#include "store/address.hpp"

#include <filesystem>
#include <memory>
#include <string>

// What the settings mean to the parts of the daemon.

namespace readcount::run {

/// The rules by which requests are judged. Opens the database of countries, reads the certificate
/// and its key. Throws StartFailure or std::invalid_argument, either with the remedy.
std::shared_ptr<const api::Rules> rules_of(const settings::Settings& settings);

/// How many connections each of so many listeners may have; all else as it is by default.
http::Limits limits_of(const settings::Settings& settings, std::size_t listeners);

/// How many articles, and how many sections and authors, may be new.
tally::Budget::Options budget_of(const settings::Settings& settings);
tally::Budget::Options name_budget_of(const settings::Settings& settings);

/// For a run whose journal is in `journal`.
pipeline::Pipeline::Options pipeline_options(const settings::Settings& settings,
                                             std::filesystem::path journal);

/// Throws StartFailure.
store::Address address_of(const std::string& url);

}  // namespace readcount::run
