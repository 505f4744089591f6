#pragma once

#include "store/failure.hpp"

#include <string_view>

namespace readcount::store {

/// The word by which Redis classes an error: "OOM", "WRONGTYPE", "ERR", … Errors that a script
/// passes on are looked into: older servers wrap them as "ERR Error running script …: -OOM …",
/// newer ones put the script behind the text. Points into `text`.
std::string_view error_word(std::string_view text) noexcept;

/// What an error answer of Redis means for us: `transient` for the errors that pass by themselves
/// or once an operator acts on the server, `refused` for all else. Never `away`: an answer came.
FailureKind classify(std::string_view text) noexcept;

/// An error answer as a failure; `doing` says in words what was asked ("reading totals").
Failure failure_of(std::string_view doing, std::string_view error_text);

}  // namespace readcount::store
