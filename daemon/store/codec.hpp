#pragma once

#include "store/arguments.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The Redis protocol (RESP2) as bytes, without a socket. hiredis does it, behind this header.

namespace readcount::store {

/// An answer of Redis.
struct Reply {
  enum class Kind { nil, integer, text, error, array };

  Kind kind = Kind::nil;
  std::int64_t integer = 0;
  std::string text;  ///< of `text` and `error`; any bytes
  std::vector<Reply> elements;

  bool is_error() const noexcept { return kind == Kind::error; }
};

/// What one answer may cost us. Ours are far below; more is nonsense.
struct ReplyLimits {
  std::size_t bytes = 32U << 20U;    ///< of text in one answer, and of input not yet understood
  std::size_t elements = 1U << 20U;  ///< of all arrays of one answer together
};

/// Appends a command as it goes over the wire.
void encode(const Arguments& command, std::string& out);

/// Cuts a stream of bytes into answers. Arrays nest at most eight deep. After bytes that are no
/// answer, or more than the limits, it is broken for good: the stream has no next beginning.
class Decoder {
 public:
  explicit Decoder(ReplyLimits limits = {});
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;
  ~Decoder();

  /// Takes bytes as they arrived, cut anywhere. Call next() until it has nothing before more.
  void feed(std::string_view bytes);

  /// The next complete answer. Nothing: it is not all there, or error() says why it never will be.
  std::optional<Reply> next();

  /// Empty as long as the stream makes sense.
  const std::string& error() const noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace readcount::store
