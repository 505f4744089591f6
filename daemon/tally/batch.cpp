#include "tally/batch.hpp"

#include "base/crc32c.hpp"

namespace readcount::tally {

Partition partition_of(const ping::Article& article) noexcept {
  using namespace std::string_view_literals;
  const auto sum = crc32c(article.path, crc32c("\0"sv, crc32c(article.site)));
  return static_cast<Partition>(sum % kPartitions);
}

Totals& Totals::operator+=(const Totals& other) noexcept {
  loads += other.loads;
  views += other.views;
  readers += other.readers;
  reads += other.reads;
  completions += other.completions;
  engaged += other.engaged;
  return *this;
}

Totals& Totals::operator-=(const Totals& other) noexcept {
  loads -= other.loads;
  views -= other.views;
  readers -= other.readers;
  reads -= other.reads;
  completions -= other.completions;
  engaged -= other.engaged;
  return *this;
}

Totals totals_of(const Delta& delta) noexcept {
  return {delta.loads, delta.views,       delta.new_readers,
          delta.reads, delta.completions, delta.engaged};
}

}  // namespace readcount::tally
