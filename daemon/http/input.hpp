#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace readcount::http {

/// What has been received on a connection and not been used up: one block of memory, small while
/// the connection is idle. Bytes arrive at the back and leave at the front.
class Input {
 public:
  std::string_view bytes() const noexcept { return {memory_.get() + begin_, end_ - begin_}; }
  bool empty() const noexcept { return begin_ == end_; }
  std::size_t size() const noexcept { return end_ - begin_; }

  /// Free memory behind the bytes: where the next ones belong. Never moves the bytes.
  std::span<char> room() noexcept { return {memory_.get() + end_, capacity_ - end_}; }
  void arrived(std::size_t count) noexcept { end_ += count; }

  /// Sees to it that bytes() can grow to `total` in place. True when they had to move for it, so
  /// that views into them are stale.
  bool reserve(std::size_t total);

  /// Uses up bytes of the front. Never moves the others.
  void consume(std::size_t count) noexcept;

  /// Takes `count` bytes out behind the first `offset`, which stay where they are.
  void cut_out(std::size_t offset, std::size_t count) noexcept;

  /// Gives back the memory that only a large request needed. For when nothing views the bytes.
  void shrink();

 private:
  std::unique_ptr<char[]> memory_;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace readcount::http
