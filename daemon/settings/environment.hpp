#pragma once

#include "settings/given.hpp"

namespace readcount::settings {

/// Takes the READCOUNT_* variables from `environment`, an array of "NAME=value" that ends with a
/// null pointer, as `environ` is. An empty value counts as not set. Repeatable settings hold words
/// separated by spaces.
///
/// A variable that starts with READCOUNT_ but is no setting is refused, because a typing error
/// would otherwise go unseen. Left alone are the client's READCOUNT_SERVER and what Kubernetes sets
/// for a service named "readcount" (READCOUNT_PORT…, READCOUNT_SERVICE_…).
Parsed<Givens> read_environment(const char* const* environment);

}  // namespace readcount::settings
