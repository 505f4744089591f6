#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace readcount::ping {

/// The longest host, in bytes (RFC 1035, as text).
inline constexpr std::size_t kMaxHost = 253;

/// The one spelling in which hosts are compared: lower case, without a trailing dot, without a
/// leading "www." in front of a dotted name. On the stack.
class FoldedHost {
 public:
  explicit FoldedHost(std::string_view host) noexcept;
  FoldedHost(const FoldedHost&) = delete;
  FoldedHost& operator=(const FoldedHost&) = delete;

  std::string_view text() const noexcept { return text_; }  ///< empty for what is too long

 private:
  std::array<char, kMaxHost> bytes_;
  std::string_view text_;
};

/// Whether a folded text can be a host: a name of ASCII letters, digits, '-', '_' and single dots,
/// or an IPv6 address in brackets.
bool is_host(std::string_view folded) noexcept;

}  // namespace readcount::ping
