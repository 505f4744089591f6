#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

namespace readcount::run {

/// A kind of file system on which a journal cannot keep its promise.
struct DoubtfulFileSystem {
  std::string_view name;
  std::string_view doubt;  ///< what it may do, as the end of a sentence
};

/// The kind that the directory is on, if it is a doubtful one. Nothing too where it cannot be told.
std::optional<DoubtfulFileSystem> doubtful_file_system(const std::filesystem::path& directory);

}  // namespace readcount::run
