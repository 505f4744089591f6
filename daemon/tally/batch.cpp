#include "tally/batch.hpp"

#include "base/crc32c.hpp"

namespace readcount::tally {

Partition partition_of(const ping::Article& article) noexcept {
  using namespace std::string_view_literals;
  const auto sum = crc32c(article.path, crc32c("\0"sv, crc32c(article.site)));
  return static_cast<Partition>(sum % kPartitions);
}

}  // namespace readcount::tally
