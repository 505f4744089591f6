#include "journal/fd.hpp"
#include "journal/last_numbers.hpp"
#include "journal/reader.hpp"
#include "journal/segment.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <tuple>

namespace readcount::journal {
namespace {

namespace fs = std::filesystem;
using boost::system::result;

ListError unreadable(const fs::path& path, const std::string& why) {
  return {"cannot read " + path.string() + ": " + why + "; check its owner, its mode and the disk"};
}

ListError from_the_future(const fs::path& path, const SegmentHeader& header) {
  return {path.string() + " is of journal format " + std::to_string(header.version) +
          ", which only a newer readcountd can read; this one knows formats up to " +
          std::to_string(kVersion) +
          ". Start the newer readcountd again and let it apply what it journalled, or move the "
          "file away and lose what it holds. Nothing was changed"};
}

Time last_written(const struct stat& status) {
  const auto since_epoch = std::chrono::seconds{status.st_mtim.tv_sec} +
                           std::chrono::nanoseconds{status.st_mtim.tv_nsec};
  return Time{std::chrono::floor<std::chrono::milliseconds>(since_epoch)};
}

/// Nothing when the name belongs to something that is not a file.
result<std::optional<Segment>, ListError> inspect(const fs::path& path, const SegmentName& name) {
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  struct stat status {};
  std::array<char, kMostHeaderBytes> front{};
  if (!fd || ::fstat(fd.get(), &status) != 0) return unreadable(path, last_error().message());
  if (!S_ISREG(status.st_mode)) return std::optional<Segment>{};
  const auto size = ::pread(fd.get(), front.data(), front.size(), 0);
  if (size < 0) return unreadable(path, last_error().message());

  Segment segment;
  segment.path = path;
  segment.run = name.run;
  segment.first_number = name.first_number;
  segment.bytes = static_cast<std::uint64_t>(status.st_size);
  segment.last_written = last_written(status);
  segment.inode = status.st_ino;
  const std::string_view read(front.data(), static_cast<std::size_t>(size));
  const auto header = SegmentHeader::decode(read);
  if (!header) return segment;
  if (header->oldest_reader > kVersion) return from_the_future(path, *header);

  segment.run = header->run;
  segment.first_number = header->first_number;
  segment.previous_last = header->previous_last;
  segment.header_bytes = header->bytes;
  const auto numbers = decode_last_numbers(read.substr(0, header->bytes));
  if (numbers) segment.last_numbers = std::make_shared<const LastNumbers>(*numbers);
  return segment;
}

bool before(const Segment& a, const Segment& b) {
  return std::tie(a.run, a.first_number, a.path) < std::tie(b.run, b.first_number, b.path);
}

}  // namespace

result<std::vector<Segment>, ListError> list(const fs::path& directory) {
  std::vector<Segment> segments;
  std::error_code error;
  fs::directory_iterator entry(directory, error);
  for (; !error && entry != fs::directory_iterator{}; entry.increment(error)) {
    const auto name = SegmentName::parse(entry->path().filename().native());
    if (!name) continue;
    auto segment = inspect(entry->path(), *name);
    if (!segment) return segment.error();
    if (*segment) segments.push_back(std::move(**segment));
  }
  if (error) return unreadable(directory, error.message());
  std::sort(segments.begin(), segments.end(), before);
  return segments;
}

result<void> remove(const Segment& segment) {
  if (::unlink(segment.path.c_str()) != 0) return last_error();
  return {};
}

}  // namespace readcount::journal
