#include "tally/pair_table.hpp"

#include <algorithm>
#include <utility>

namespace readcount::tally {
namespace {

constexpr unsigned kMarkBits = 16;
constexpr unsigned kKeyBits = 64 - kMarkBits;
constexpr std::size_t kFewest = 512;  // slots of a part: a page

std::uint64_t key_in(std::uint64_t slot) noexcept { return slot >> kMarkBits; }

std::size_t behind(std::size_t place, std::size_t slots) noexcept {
  return place + 1 == slots ? 0 : place + 1;
}

}  // namespace

/// Where a slot would stand if nothing else did: in the order of the keys.
std::size_t PairTable::home_of(const Slots& slots, Slot slot) noexcept {
  __extension__ using Wide = unsigned __int128;
  return static_cast<std::size_t>((Wide{key_in(slot)} * slots.size()) >> kKeyBits);
}

/// Where the key of `wanted` stands, or else the free slot that ends the search for it.
std::size_t PairTable::place_of(const Slots& slots, Slot wanted) noexcept {
  auto place = home_of(slots, wanted);
  while (slots[place] != 0 && key_in(slots[place]) != key_in(wanted)) {
    place = behind(place, slots.size());
  }
  return place;
}

PairTable::Mark PairTable::find(std::uint64_t pair) const noexcept {
  const auto& slots = parts_[part_of(pair)].slots;
  if (slots.empty()) return 0;
  return static_cast<Mark>(slots[place_of(slots, pair << kMarkBits)]);
}

void PairTable::set(std::uint64_t pair, Mark mark) {
  auto& part = parts_[part_of(pair)];
  if ((part.used + 1) * 4 > part.slots.size() * 3) grow(part);
  const Slot slot = (pair << kMarkBits) | mark;
  auto& place = part.slots[place_of(part.slots, slot)];
  if (place == 0) {
    ++part.used;
    ++size_;
  }
  place = slot;
}

void PairTable::erase(std::uint64_t pair) noexcept {
  auto& part = parts_[part_of(pair)];
  auto& slots = part.slots;
  if (slots.empty()) return;
  auto gap = place_of(slots, pair << kMarkBits);
  if (slots[gap] == 0) return;
  --part.used;
  --size_;
  // What stands behind moves up where the gap would end the search for it.
  for (auto place = behind(gap, slots.size()); slots[place] != 0;
       place = behind(place, slots.size())) {
    const auto home = home_of(slots, slots[place]);
    const auto from_home = (place + slots.size() - home) % slots.size();
    const auto from_gap = (place + slots.size() - gap) % slots.size();
    if (from_home < from_gap) continue;
    slots[gap] = slots[place];
    gap = place;
  }
  slots[gap] = 0;
}

void PairTable::grow(Part& part) {
  Slots larger(std::max(kFewest, part.slots.size() + part.slots.size() / 2));
  for (const auto slot : part.slots) {
    if (slot != 0) larger[place_of(larger, slot)] = slot;
  }
  part.slots = std::move(larger);
}

}  // namespace readcount::tally
