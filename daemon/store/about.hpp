#pragma once

#include "store/arguments.hpp"
#include "store/codec.hpp"
#include "store/failure.hpp"
#include "store/keys.hpp"

#include <cstdint>
#include <string>

namespace readcount::store {

/// What a row of a list says of its article.
struct About {
  std::string title, section, author;  ///< "": not known
  std::uint64_t views = 0;             ///< in total

  friend bool operator==(const About&, const About&) = default;
};

Arguments read_about(const Keys& keys, const ping::Article& article);

/// The answer to read_about(). What is missing is empty, and so is a key of a wrong type.
Result<About> decode_about(const Reply& reply);

}  // namespace readcount::store
