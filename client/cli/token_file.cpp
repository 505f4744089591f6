#include "cli/token_file.hpp"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <system_error>
#include <utility>

namespace readcount::cli {

Outcome<std::string> read_token_file(const std::string& path) {
  if (path.empty()) return std::string();
  const auto refuse = [&](const std::string& why) {
    return Failure{Exit::usage, "--token-file: \"" + path + "\" " + why};
  };
  constexpr std::size_t kMost = 4096;
  errno = 0;
  std::ifstream in(path, std::ios::binary);
  std::string token(kMost + 1, '\0');
  in.read(token.data(), static_cast<std::streamsize>(token.size()));
  if (errno != 0) return refuse("cannot be read: " + std::generic_category().message(errno));
  token.resize(static_cast<std::size_t>(in.gcount()));
  while (token.ends_with('\n') || token.ends_with('\r')) token.pop_back();
  const auto fits = [](char c) { return c > ' ' && c <= '~'; };
  if (token.empty()) return refuse("is empty: name the file that the daemon's token-file names");
  if (token.size() > kMost || !std::all_of(token.begin(), token.end(), fits)) {
    return refuse("holds no token: one word of printable ASCII is one");
  }
  return token;
}

}  // namespace readcount::cli
