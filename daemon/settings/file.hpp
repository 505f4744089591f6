#pragma once

#include "settings/given.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace readcount::settings {

/// One table `[sites."news.example"]`, read and checked.
struct SiteTable {
  Site site;
  std::string source;  ///< as complaints name it: "readcountd.toml:7: sites.\"news.example\""
};

/// What the settings file says.
struct FileContents {
  Givens givens;
  std::vector<SiteTable> sites;
};

/// Reads the text of a settings file (TOML). Complaints start with "name:line: ".
Parsed<FileContents> read_file_text(std::string_view text, const std::string& name);

/// Reads the settings file itself, at most 1 MiB.
Parsed<FileContents> read_file(const std::filesystem::path& path);

}  // namespace readcount::settings
