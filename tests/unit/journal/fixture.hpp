#pragma once

#include "journal/format.hpp"
#include "journal/reader.hpp"
#include "journal/writer.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace readcount::journal::testing {

/// The bytes of a record as write_records() makes them when nothing else is asked for.
inline constexpr std::size_t kRecord = kRecordHead + 40;

/// A directory of its own, removed at the end.
class Directory {
 public:
  Directory();
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;
  ~Directory();

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// While it lives, no file of this process can grow beyond `bytes`: write(2) takes what fits and
/// then fails with EFBIG, as a full disk does with ENOSPC.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(std::uint64_t bytes);
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit();

 private:
  std::uint64_t before_;
};

std::string contents(const std::filesystem::path& file);
void overwrite(const std::filesystem::path& file, const std::string& bytes);

/// A journal directory, and the verbs in which its tests are told.
class JournalTest : public ::testing::Test {
 protected:
  struct Reading {
    std::map<std::uint64_t, std::string> records;
    ReadReport report;
  };

  Writer open_writer(std::uint64_t segment_bytes = 64ULL << 20);

  /// Writes payloads of `size` bytes, one batch each, "1…", "2…" by their numbers.
  static void write_records(Writer& writer, int count, std::size_t size = 40);

  /// What write_records() wrote under a number.
  static std::string payload_of(std::uint64_t number, std::size_t size = 40);

  /// The segments in order. The test ends when they cannot be listed.
  std::vector<Segment> segments() const;
  std::filesystem::path segment(std::size_t i) const { return segments().at(i).path; }

  Reading read(std::uint64_t after = 0) const;

  const std::filesystem::path& directory() const { return directory_.path(); }
  const RunId& run() const { return run_; }

 private:
  Directory directory_;
  // The same each time, and so are all checksums: a test that depends on one fails always or never.
  RunId run_ = *RunId::parse("5eed5eed5eed5eed5eed5eed5eed5eed");
};

}  // namespace readcount::journal::testing
