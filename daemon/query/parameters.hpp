#pragma once

#include "base/problem.hpp"

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace readcount::query {

/// The parameters of a query that are known by name, each given once at most.
class Parameters {
 public:
  /// Refuses one of these names that stands twice; what else stands there is not looked at.
  static Checked<Parameters> read(std::string_view query,
                                  std::initializer_list<std::string_view> names);

  /// Empty: not given.
  const std::string& text(std::string_view name) const noexcept;

  /// 1 or 0; false where it is not given.
  Checked<bool> flag(std::string_view name) const;

 private:
  std::vector<std::pair<std::string, std::string>> given_;
};

}  // namespace readcount::query
