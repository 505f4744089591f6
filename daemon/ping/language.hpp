#pragma once

#include <string>
#include <string_view>

namespace readcount::ping {

/// The language that a reader asks for first: the primary subtag of the first entry of
/// Accept-Language ("de" of "de-AT,de;q=0.9"), two or three letters in lower case. Empty where
/// there is none, or something else stands there.
std::string language_of(std::string_view accept_language);

}  // namespace readcount::ping
