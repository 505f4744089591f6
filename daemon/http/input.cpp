#include "http/input.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace readcount::http {
namespace {

constexpr std::size_t kSmall = 4096;   // holds a ping with a browser's header
constexpr std::size_t kLarge = 16384;  // what an idle connection may keep

}  // namespace

bool Input::reserve(std::size_t total) {
  if (begin_ + total <= capacity_) return false;
  if (total <= capacity_) {
    std::memmove(memory_.get(), memory_.get() + begin_, size());
  } else {
    const std::size_t larger = std::max(kSmall, std::bit_ceil(total));
    // Not make_unique: it would clear the memory.
    std::unique_ptr<char[]> memory(new char[larger]);
    if (!empty()) std::memcpy(memory.get(), memory_.get() + begin_, size());
    memory_ = std::move(memory);
    capacity_ = larger;
  }
  end_ -= begin_;
  begin_ = 0;
  return true;
}

void Input::consume(std::size_t count) noexcept {
  begin_ += count;
  if (begin_ == end_) begin_ = end_ = 0;
}

void Input::cut_out(std::size_t offset, std::size_t count) noexcept {
  char* const hole = memory_.get() + begin_ + offset;
  std::memmove(hole, hole + count, size() - offset - count);
  end_ -= count;
}

void Input::shrink() {
  if (capacity_ <= kLarge || size() > kSmall) return;
  Input smaller;
  smaller.reserve(kSmall);
  if (!empty()) std::memcpy(smaller.memory_.get(), bytes().data(), size());
  smaller.end_ = size();
  *this = std::move(smaller);
}

}  // namespace readcount::http
