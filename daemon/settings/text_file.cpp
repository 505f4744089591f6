#include "settings/text_file.hpp"

#include <cerrno>
#include <fstream>
#include <system_error>
#include <utility>

namespace readcount::settings {

Parsed<std::string> read_text_file(const std::filesystem::path& path, std::size_t most) {
  const auto refuse = [&](const std::string& why) {
    return Complaint{"cannot read " + in_quotes(path.string()) + ": " + why};
  };
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (std::filesystem::is_directory(status)) return refuse("it is a directory");
  errno = 0;
  std::ifstream in(path, std::ios::binary);
  if (!in) return refuse(std::generic_category().message(errno));
  std::string text(most + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (in.bad()) return refuse(std::generic_category().message(errno));
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (text.size() > most) return refuse("it is larger than " + std::to_string(most) + " bytes");
  return accepted(std::move(text));
}

}  // namespace readcount::settings
