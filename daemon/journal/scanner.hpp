#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace readcount::journal {

/// Finds the good records among the bytes of one segment. Pure: no file, no clock.
///
/// At each offset it asks: a plausible length, a number above the last record's, the head's
/// checksum right, the payload's checksum right? If so, that is a record, and the next one is
/// looked for behind it; if not, one byte further. So damage costs the records that it touches and
/// none behind it. The work is linear: an offset costs a checksum over 12 bytes, and one over a
/// payload only where a head is right, which (but for one in 2^32) is where a record was written,
/// and written records do not overlap.
class Scanner {
 public:
  enum class Found {
    record,  ///< number() and payload() are set
    more,    ///< nothing more in this window: come again with bytes behind it
    end,     ///< nothing more at all
  };

  /// A segment's records have the numbers from `first_number` on.
  Scanner(std::uint32_t seed, std::uint64_t first_number) noexcept;

  /// Looks for the next record. `window` begins where the last call's consumed() ended, and must be
  /// able to hold a record of the greatest length, or be `final`: nothing in the file behind it.
  Found next(std::string_view window, bool final) noexcept;

  /// How many bytes at the front of the last window are done with.
  std::size_t consumed() const noexcept { return consumed_; }

  std::uint64_t number() const noexcept { return last_; }
  std::string_view payload() const noexcept { return payload_; }  ///< a view into the window

  /// Bytes of no record, with a good record behind them.
  std::uint64_t damaged_bytes() const noexcept { return damaged_; }

  /// Bytes behind the last good record, once the end is found; 0 when they are all zeros, as a
  /// power cut leaves them.
  std::uint64_t torn_bytes() const noexcept { return only_zeros_ ? 0 : skipped_; }

 private:
  void skip(std::string_view bytes) noexcept;

  std::uint32_t seed_;
  std::uint64_t last_;
  std::string_view payload_;
  std::size_t consumed_ = 0;
  std::uint64_t damaged_ = 0;
  std::uint64_t skipped_ = 0;  // since the last good record
  bool only_zeros_ = true;     // all that was skipped
};

}  // namespace readcount::journal
