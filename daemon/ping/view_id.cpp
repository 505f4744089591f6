#include "ping/view_id.hpp"

#include "ping/reader.hpp"

namespace readcount::ping {

std::uint64_t view_hash(std::string_view id) noexcept {
  if (id.empty()) return 0;
  // The ids are random already: the key need not be secret, only the same for all.
  constexpr Salt16 kKey{};
  const auto hash = reader_key(id, kKey);
  return hash == 0 ? 1 : hash;
}

}  // namespace readcount::ping
