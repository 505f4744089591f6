#pragma once

#include "settings/given.hpp"

namespace readcount::settings {

/// Takes the command line apart, `argv[0]` left out. The complaint names the flag.
Parsed<Givens> read_flags(int argc, const char* const* argv);

}  // namespace readcount::settings
