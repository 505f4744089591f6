#include "journal/cursor.hpp"

#include "journal/record.hpp"

#include <algorithm>
#include <utility>

namespace readcount::journal {

using boost::system::result;

namespace {

/// A segment whose records were all refused, and that could not be removed, speaks of earlier ones
/// that were refused with them. A later segment knows better, so each takes the word of those
/// behind it.
void take_the_last_word(std::deque<Segment>& segments) {
  std::optional<std::uint64_t> previous_last;
  for (auto segment = segments.rbegin(); segment != segments.rend(); ++segment) {
    if (previous_last) {
      const auto none_before = segment->first_number == 0 ? 0 : segment->first_number - 1;
      segment->previous_last =
          std::min(segment->previous_last.value_or(none_before), *previous_last);
    }
    previous_last = segment->previous_last;
  }
}

}  // namespace

void Cursor::set_segments(const std::vector<Segment>& segments) {
  // A segment without a record can be removed, and another be made under its name.
  const auto being_read = scanner_ ? segments_.front() : Segment{};
  segments_.clear();
  bool found = false;
  for (const auto& segment : segments) {
    if (left_ && segment.first_number <= *left_) continue;
    const bool is_being_read =
        scanner_ && segment.path == being_read.path && segment.inode == being_read.inode;
    found = found || is_being_read;
    // What lies before the one being read is done with, and so is what ends at or before `after`.
    const bool begins_here = scanner_ ? is_being_read : segment.first_number <= through_ + 1;
    if (begins_here) segments_.clear();
    segments_.push_back(segment);
  }
  take_the_last_word(segments_);
  if (!found) {
    scanner_.reset();
    held_ = false;
  }
  has_grown_ = scanner_.has_value();
}

result<Cursor::Found> Cursor::next(std::uint64_t up_to) {
  for (;;) {
    if (held_) {
      const auto number = scanner_->number();
      // A batch whose write failed and that could not be cut off again stands in its segment, but
      // its pings were refused and the next segment does not count it as written.
      if (number > bound()) {
        held_ = false;
        continue;
      }
      if (number > up_to) return Found::end;
      if (misses_up_to(number - 1)) return Found::gap;
      held_ = false;
      through_ = number;
      return Found::record;
    }
    if (!scanner_) {
      if (segments_.empty()) return Found::end;
      const auto& segment = segments_.front();
      // Without a header we cannot know which of the numbers before were given in vain: none, then,
      // for a loss too many in the report is better than one that nobody hears of.
      const auto none_before = segment.first_number == 0 ? 0 : segment.first_number - 1;
      if (misses_up_to(segment.previous_last.value_or(none_before))) {
        gap_.last_numbers = segment.last_numbers;
        return Found::gap;
      }
      if (const auto entered = enter(); !entered) return entered.error();
      through_ = std::max(through_, none_before);
    }
    const auto further = look_further();
    if (!further) return further.error();
    if (*further == Further::no) return Found::end;
  }
}

bool Cursor::misses_up_to(std::uint64_t last) {
  if (last <= through_) return false;
  gap_ = {through_ + 1, last, nullptr};
  through_ = last;
  return true;
}

std::uint64_t Cursor::bound() const {
  constexpr auto kNoBound = std::numeric_limits<std::uint64_t>::max();
  return segments_.size() > 1 ? segments_[1].previous_last.value_or(kNoBound) : kNoBound;
}

result<void> Cursor::enter() {
  const auto& segment = segments_.front();
  if (const auto opened = window_.open(segment.path); !opened) return opened;
  window_.drop(std::min<std::size_t>(segment.header_bytes, window_.bytes().size()));
  scanner_.emplace(seed_of(segment.run, segment.first_number), segment.first_number);
  return {};
}

/// One look at the segment.
result<Cursor::Further> Cursor::look_further() {
  // Its last bytes may have come after the last look at them and before the next segment.
  if (std::exchange(has_grown_, false)) {
    if (const auto filled = window_.fill(); !filled) return filled.error();
  }
  const bool has_end = run_ == Run::ended || segments_.size() > 1;
  const bool final = has_end && window_.final();
  const auto found = scanner_->next(window_.bytes(), final);
  window_.drop(scanner_->consumed());
  if (found == Scanner::Found::record) {
    held_ = scanner_->number() > through_;
    return Further::yes;
  }
  if (found == Scanner::Found::end) {
    leave();
    return Further::yes;
  }
  const bool was_at_end = window_.final();
  const auto before = window_.bytes().size();
  if (const auto filled = window_.fill(); !filled) return filled.error();
  const bool more = has_end || !was_at_end || window_.bytes().size() > before;
  return more ? Further::yes : Further::no;
}

void Cursor::leave() {
  torn_bytes_ += scanner_->torn_bytes();
  damaged_bytes_ += scanner_->damaged_bytes();
  scanner_.reset();
  left_ = segments_.front().first_number;
  segments_.pop_front();
}

}  // namespace readcount::journal
