#pragma once

#include "journal/fd.hpp"

#include <boost/system/result.hpp>

#include <filesystem>
#include <memory>
#include <string_view>

namespace readcount::journal {

/// A view that moves over a file from its beginning to its end, 1 MiB long, and then over the next
/// file in the same memory. One thread.
class Window {
 public:
  Window();

  /// Puts the beginning of a file in view. Views from before end here.
  boost::system::result<void> open(const std::filesystem::path& path);

  /// Reads on behind what is in view, at the file's end what was appended meanwhile. Views from
  /// before end here.
  boost::system::result<void> fill();

  std::string_view bytes() const noexcept { return {buffer_.get() + begin_, end_ - begin_}; }

  /// Whether the file ends where the view ends.
  bool final() const noexcept { return at_end_; }

  /// Takes `count` bytes, at most bytes().size(), out of the front of the view.
  void drop(std::size_t count) noexcept { begin_ += count; }

 private:
  Fd fd_;
  std::unique_ptr<char[]> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  bool at_end_ = false;
};

}  // namespace readcount::journal
