#include "base/crc32c.hpp"

#include <isa-l/crc.h>

namespace readcount {

std::uint32_t crc32c(std::string_view bytes, std::uint32_t before) noexcept {
  // ISA-L takes a mutable pointer and an int, reads only, and leaves both complements to its
  // caller.
  auto* data = reinterpret_cast<unsigned char*>(const_cast<char*>(bytes.data()));
  return ~crc32_iscsi(data, static_cast<int>(bytes.size()), ~before);
}

}  // namespace readcount
