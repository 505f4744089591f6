#pragma once

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace readcount::store {

/// One command with its arguments, any bytes, side by side in one buffer: a batch has thousands.
class Arguments {
 public:
  Arguments() = default;
  Arguments(std::initializer_list<std::string_view> words) {
    for (const auto word : words) add(word);
  }

  void add(std::string_view word) {
    bytes_ += word;
    ends_.push_back(bytes_.size());
  }

  template <std::integral T>
  void add(T number) {
    add(std::string_view(std::to_string(number)));
  }

  void add_all(const Arguments& more) {
    const auto before = bytes_.size();
    bytes_ += more.bytes_;
    for (const auto end : more.ends_) ends_.push_back(before + end);
  }

  std::size_t size() const noexcept { return ends_.size(); }

  /// Valid until the next add().
  std::string_view operator[](std::size_t i) const noexcept {
    const auto begin = i == 0 ? 0 : ends_[i - 1];
    return std::string_view(bytes_).substr(begin, ends_[i] - begin);
  }

 private:
  std::string bytes_;
  std::vector<std::size_t> ends_;
};

}  // namespace readcount::store
