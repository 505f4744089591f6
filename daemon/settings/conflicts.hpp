#pragma once

#include "settings/given.hpp"

namespace readcount::settings {

/// Settings that are each valid but not together. `givens`: where they came from, for the
/// complaint.
Parsed<void> check_conflicts(const Settings& settings, const Givens& givens);

}  // namespace readcount::settings
