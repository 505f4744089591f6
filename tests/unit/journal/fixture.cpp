#include "fixture.hpp"

#include <sys/resource.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace readcount::journal::testing {

namespace fs = std::filesystem;

Directory::Directory() {
  auto name = (fs::temp_directory_path() / "readcount-journal-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory");
  path_ = name;
}

Directory::~Directory() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

FileSizeLimit::FileSizeLimit(std::uint64_t bytes) {
  static_cast<void>(std::signal(SIGXFSZ, SIG_IGN));
  rlimit limit{};
  ::getrlimit(RLIMIT_FSIZE, &limit);
  before_ = limit.rlim_cur;
  limit.rlim_cur = bytes;
  ::setrlimit(RLIMIT_FSIZE, &limit);
}

FileSizeLimit::~FileSizeLimit() {
  rlimit limit{};
  ::getrlimit(RLIMIT_FSIZE, &limit);
  limit.rlim_cur = before_;
  ::setrlimit(RLIMIT_FSIZE, &limit);
}

std::string contents(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + file.string());
  return {std::istreambuf_iterator<char>(in), {}};
}

void overwrite(const fs::path& file, const std::string& bytes) {
  // In place: ext4 takes a truncation for a replacement and writes the file to the disk at close.
  std::ofstream(file, std::ios::binary | std::ios::app).close();
  std::fstream out(file, std::ios::binary | std::ios::in | std::ios::out);
  out << bytes;
  if (!out.flush()) throw std::runtime_error("cannot write " + file.string());
  fs::resize_file(file, bytes.size());
}

Writer JournalTest::open_writer(std::uint64_t segment_bytes) {
  auto writer = Writer::create({directory_.path(), run_, segment_bytes});
  if (!writer) throw std::runtime_error(writer.error().message());
  return std::move(*writer);
}

std::string JournalTest::payload_of(std::uint64_t number, std::size_t size) {
  auto payload = std::to_string(number) + ":";
  payload.resize(size, 'x');
  return payload;
}

void JournalTest::write_records(Writer& writer, int count, std::size_t size) {
  for (int i = 0; i < count; ++i) {
    writer.stage(payload_of(writer.last_number() + 1, size));
    ASSERT_TRUE(writer.write());
  }
}

std::vector<Segment> JournalTest::segments() const {
  const auto listed = list(directory_.path());
  if (!listed) throw std::runtime_error(listed.error().text);
  return *listed;
}

JournalTest::Reading JournalTest::read(std::uint64_t after) const {
  Reading reading;
  std::uint64_t last = 0;
  const auto report =
      read_run(segments(), after, [&](std::uint64_t number, std::string_view payload) {
        EXPECT_GT(number, last);
        last = number;
        reading.records.emplace(number, payload);
      });
  if (!report) throw std::runtime_error(report.error().message());
  reading.report = *report;
  EXPECT_EQ(reading.report.records, reading.records.size());
  return reading;
}

}  // namespace readcount::journal::testing
