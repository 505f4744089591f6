#include "base/nearest.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>

namespace readcount {
namespace {

std::string folded(std::string_view name) {
  std::string out;
  for (const char c : name) {
    out += c == '_' ? '-' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return out;
}

/// Typing errors between two words: Damerau's distance, each pair of letters swapped at most once.
std::size_t errors_between(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> errors(a.size() + 1,
                                               std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) errors[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) errors[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t wrong = a[i - 1] == b[j - 1] ? 0 : 1;
      auto least =
          std::min({errors[i - 1][j] + 1, errors[i][j - 1] + 1, errors[i - 1][j - 1] + wrong});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        least = std::min(least, errors[i - 2][j - 2] + 1);
      }
      errors[i][j] = least;
    }
  }
  return errors[a.size()][b.size()];
}

}  // namespace

std::string nearest(std::string_view typed, const std::vector<std::string>& names) {
  constexpr std::size_t kLongest = 64;
  if (typed.size() > kLongest) return {};
  const auto word = folded(typed);
  std::size_t least = kLongest;
  std::string best;
  for (const auto& name : names) {
    // A third of the letters may be wrong; more is another word.
    const auto forgiven = std::max<std::size_t>(1, std::max(word.size(), name.size()) / 3);
    const auto errors = errors_between(word, folded(name));
    if (errors > forgiven || errors >= least) continue;
    least = errors;
    best = name;
  }
  return best;
}

}  // namespace readcount
