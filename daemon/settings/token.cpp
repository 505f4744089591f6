#include "settings/token.hpp"

#include "settings/text_file.hpp"

#include <algorithm>

namespace readcount::settings {

Parsed<std::string> read_token(const std::filesystem::path& path) {
  constexpr std::size_t kLeast = 16;
  constexpr std::size_t kMost = 4096;
  auto token = read_text_file(path, kMost);
  if (!token) return token.error();
  while (token->ends_with('\n') || token->ends_with('\r')) token->pop_back();
  const auto fits = [](char c) { return c > ' ' && c <= '~'; };
  const std::string remedy = ": fill it with \"openssl rand -hex 32\"";
  if (token->empty()) return Complaint{in_quotes(path.string()) + " is empty" + remedy};
  if (token->size() < kLeast) {
    return Complaint{in_quotes(path.string()) + " holds fewer than 16 bytes, which can be guessed" +
                     remedy};
  }
  if (!std::all_of(token->begin(), token->end(), fits)) {
    return Complaint{in_quotes(path.string()) + " holds more than one word of printable ASCII" +
                     remedy};
  }
  return token;
}

}  // namespace readcount::settings
