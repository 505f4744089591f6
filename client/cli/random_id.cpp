#include "cli/random_id.hpp"

#include <random>
#include <string_view>

namespace readcount::cli {

std::string random_id() {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::random_device source;
  std::string id;
  for (int word = 0; word < 4; ++word) {
    auto bits = source();
    for (int digit = 0; digit < 8; ++digit, bits >>= 4) id += kHex[bits & 15U];
  }
  return id;
}

}  // namespace readcount::cli
