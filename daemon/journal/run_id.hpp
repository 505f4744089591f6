#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace readcount::journal {

/// The id under which one run of one process writes (the "producer" of the store's markers): random
/// at start, so that a copied state directory can never write under another's id.
class RunId {
 public:
  using Bytes = std::array<std::uint8_t, 16>;

  RunId() = default;  ///< all zeros: no run
  explicit RunId(Bytes bytes) noexcept : bytes_(bytes) {}

  /// A new random id (libsodium's generator).
  static RunId random();

  /// From 32 lower-case hexadecimal digits; nothing for any other text.
  static std::optional<RunId> parse(std::string_view hex);

  std::string hex() const;
  const Bytes& bytes() const noexcept { return bytes_; }

  // clang-tidy 14 takes the 0 that a rewritten comparison compares with for a null pointer.
  // NOLINTNEXTLINE(modernize-use-nullptr)
  friend auto operator<=>(const RunId&, const RunId&) = default;

 private:
  Bytes bytes_{};
};

}  // namespace readcount::journal
