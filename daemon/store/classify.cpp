#include "store/classify.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace readcount::store {
namespace {

using namespace std::string_view_literals;

// Redis says "later": the state of the server, not of the request.
struct State {
  std::string_view word;
  std::string_view name;
};
constexpr std::array kStates{
    State{"LOADING", "loading"},
    State{"BUSY", "busy"},
    State{"OOM", "oom"},
    State{"READONLY", "readonly"},
    State{"MISCONF", "misconf"},
    State{"NOREPLICAS", "noreplicas"},
    State{"TRYAGAIN", "tryagain"},
    State{"CLUSTERDOWN", "clusterdown"},
    State{"MASTERDOWN", "masterdown"},
    State{"NOSCRIPT", "noscript"},
};

// The same without a word of their own.
constexpr std::array kTransientTexts{
    "max number of clients reached"sv,
    "Script killed by user"sv,
    "replica that is not connected"sv,
};

bool is_word_character(char c) noexcept { return (c >= 'A' && c <= 'Z') || c == '_'; }

std::string_view leading_word(std::string_view text) noexcept {
  const auto end = std::find_if_not(text.begin(), text.end(), is_word_character);
  const auto length = static_cast<std::size_t>(end - text.begin());
  if (length < text.size() && text[length] != ' ') return {};
  return text.substr(0, length);
}

/// The name of the state that the word stands for; empty for none.
std::string_view state_of(std::string_view word) noexcept {
  const auto* const found = std::find_if(kStates.begin(), kStates.end(),
                                         [word](const State& state) { return state.word == word; });
  return found == kStates.end() ? std::string_view{} : found->name;
}

}  // namespace

std::string_view error_word(std::string_view text) noexcept {
  if (!text.empty() && text.front() == '-') text.remove_prefix(1);
  const auto word = leading_word(text);
  if (word != "ERR" || text.find("script") == std::string_view::npos) return word;
  for (auto at = text.find(" -"); at != std::string_view::npos; at = text.find(" -", at + 2)) {
    const auto inner = leading_word(text.substr(at + 2));
    if (inner.size() > 1) return inner;
  }
  return word;
}

FailureKind classify(std::string_view text) noexcept {
  const auto holds = [text](std::string_view part) {
    return text.find(part) != std::string_view::npos;
  };
  const bool later = !state_of(error_word(text)).empty() ||
                     std::any_of(kTransientTexts.begin(), kTransientTexts.end(), holds);
  return later ? FailureKind::transient : FailureKind::refused;
}

Failure failure_of(std::string_view doing, std::string_view error_text) {
  // One line, whatever the server put into it.
  std::string text = std::string(doing) + ": Redis says: ";
  for (const char c : error_text) text += c == '\r' || c == '\n' ? ' ' : c;
  if (error_word(error_text) == "NOAUTH") text += " Give --redis redis://user:password@host";
  return {classify(error_text), std::move(text), state_of(error_word(error_text))};
}

}  // namespace readcount::store
