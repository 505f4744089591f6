#include "journal/scanner.hpp"

#include "journal/format.hpp"
#include "journal/record.hpp"

#include <algorithm>

namespace readcount::journal {

Scanner::Scanner(std::uint32_t seed, std::uint64_t first_number) noexcept
    : seed_(seed), last_(first_number == 0 ? 0 : first_number - 1) {}

Scanner::Found Scanner::next(std::string_view window, bool final) noexcept {
  std::size_t at = 0;
  for (; window.size() - at >= kRecordHead; ++at) {
    const auto bytes = window.substr(at);
    const auto head = RecordHead::decode(bytes);
    const bool plausible =
        head.length <= kMaxPayload && head.number > last_ && is_right(head, bytes, seed_);
    if (plausible && bytes.size() < kRecordHead + head.length && !final) break;
    const auto payload = bytes.substr(kRecordHead, head.length);
    if (plausible && payload.size() == head.length && is_right(head, payload)) {
      damaged_ += skipped_;
      skipped_ = 0;
      only_zeros_ = true;
      last_ = head.number;
      payload_ = payload;
      consumed_ = at + kRecordHead + head.length;
      return Found::record;
    }
    skip(bytes.substr(0, 1));
  }
  consumed_ = at;
  if (!final) return Found::more;
  skip(window.substr(at));
  consumed_ = window.size();
  return Found::end;
}

void Scanner::skip(std::string_view bytes) noexcept {
  skipped_ += bytes.size();
  only_zeros_ = only_zeros_ && std::all_of(bytes.begin(), bytes.end(), [](char c) { return !c; });
}

}  // namespace readcount::journal
