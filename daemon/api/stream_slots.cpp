#include "api/stream_slots.hpp"

namespace readcount::api {

std::shared_ptr<void> StreamSlots::take(std::size_t most) {
  if (taken_.fetch_add(1) >= most) {
    taken_.fetch_sub(1);
    return nullptr;
  }
  metrics::add(open_, 1);
  return {this, [](StreamSlots* slots) { slots->give_back(); }};
}

void StreamSlots::give_back() noexcept {
  taken_.fetch_sub(1);
  metrics::add(open_, -1);
}

}  // namespace readcount::api
