#pragma once

#include "tally/page_allocator.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace readcount::tally {

/// Marks of pairs, in 8 bytes each: 48 bits of the pair and 16 of the mark.
///
/// How it works. Some more bits of a pair choose one of 64 parts; a part is a hash table with open
/// addressing, at most three quarters full, that grows by half, alone and not all parts at once. So
/// a pair takes 11 to 16 bytes at any time, and growing holds nobody up for longer than it takes to
/// copy one part: 10 000 pairs in about 0.1 ms.
///
/// Of a pair 54 bits are looked at. Of n pairs that are held, one is taken for a pair that is not
/// with a probability of n / 2^54: with 8 000 000, once in two thousand million looks.
///
/// Pairs are to be evenly distributed (pair_of() is). Not thread-safe.
class PairTable {
 public:
  using Mark = std::uint16_t;

  /// The mark of a pair; 0: none.
  Mark find(std::uint64_t pair) const noexcept;

  /// Marks a pair anew. `mark` is not 0.
  void set(std::uint64_t pair, Mark mark);

  void erase(std::uint64_t pair) noexcept;

  std::size_t size() const noexcept { return size_; }

 private:
  using Slot = std::uint64_t;  // 48 bits of the pair, then the mark; 0: free
  using Slots = std::vector<Slot, PageAllocator<Slot>>;

  struct Part {
    Slots slots;
    std::size_t used = 0;
  };

  static constexpr unsigned kPartBits = 6;

  static std::size_t part_of(std::uint64_t pair) noexcept { return pair >> (64U - kPartBits); }
  static std::size_t home_of(const Slots& slots, Slot slot) noexcept;
  static std::size_t place_of(const Slots& slots, Slot wanted) noexcept;
  static void grow(Part& part);

  std::array<Part, std::size_t{1} << kPartBits> parts_;
  std::size_t size_ = 0;
};

}  // namespace readcount::tally
