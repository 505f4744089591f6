#include "tally/overflow.hpp"

#include "tally/memory.hpp"
#include "tally/tally.hpp"

namespace readcount::tally {

void Overflow::add(const Memory& memory) noexcept {
  const auto& refused = memory.names.refused();
  for (std::size_t i = 0; i < names.size(); ++i) names[i] += refused[i];
  live_views += memory.views.evictions().live;
  silent_views += memory.views.evictions().silent;
  credits += memory.credit.closed_early();
}

Overflow Tally::overflow() const {
  auto overflow = met_;
  overflow.add(now_);
  if (past_) overflow.add(*past_);
  overflow.texts = texts_.refused();
  overflow.articles = articles_.evictions();
  return overflow;
}

}  // namespace readcount::tally
