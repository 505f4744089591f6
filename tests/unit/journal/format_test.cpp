// FORMAT.md's worked example, read out of the document itself.

#include "fixture.hpp"
#include "journal/last_numbers.hpp"
#include "journal/record.hpp"
#include "journal/segment.hpp"

#include <cstdlib>
#include <sstream>

namespace readcount::journal::testing {
namespace {

constexpr std::string_view kBegin = "```hexdump\n";

std::string example() {
  const auto document = contents(READCOUNT_JOURNAL_FORMAT);
  const auto begin = document.find(kBegin) + kBegin.size();
  std::istringstream dump(document.substr(begin, document.find("```", begin) - begin));
  std::string bytes;
  for (std::string line; std::getline(dump, line);) {
    std::istringstream words(line);
    std::string word;
    words >> word;
    EXPECT_EQ(std::strtoul(word.c_str(), nullptr, 16), bytes.size());
    while (words >> word) bytes += static_cast<char>(std::strtoul(word.c_str(), nullptr, 16));
  }
  return bytes;
}

class JournalFormat : public JournalTest {
 protected:
  static LastNumbers touched() {
    LastNumbers numbers{};
    numbers[115] = numbers[194] = numbers[221] = 5;
    return numbers;
  }

  const RunId example_run_ = *RunId::parse("00112233445566778899aabbccddeeff");
  const std::string time_and_reader_[2] = {
      {"\x7b\xa8\xda\x76\x9b\x01\0\0\x88\x77\x66\x55\x44\x33\x22\x11", 16},
      {"\x03\xbc\xda\x76\x9b\x01\0\0\x88\x77\x66\x55\x44\x33\x22\x11", 16}};
  const std::string article_{"\x0c\0\2\0news.example/a", 18};
  const std::string section_{"\2\x08\0Politics", 11};
  const std::string view_ =
      "\1" + time_and_reader_[0] + "\x18\x07\xf6\xe5\xd4\xc3\xb2\xa1" + article_ + section_;
  const std::string repeat_ = "\2" + time_and_reader_[1] + std::string(8, '\0') + article_;
};

TEST_F(JournalFormat, ExampleIsReadAsTheDocumentSays) {
  overwrite(directory() / "00112233445566778899aabbccddeeff-00000000000000000007.rcj", example());
  const auto one = segments().at(0);
  EXPECT_EQ(one.run, example_run_);
  EXPECT_EQ(one.first_number, 7U);
  EXPECT_EQ(one.previous_last, 5U);
  EXPECT_EQ(one.header_bytes, 97U);
  ASSERT_NE(one.last_numbers, nullptr);
  EXPECT_EQ(*one.last_numbers, touched());
  EXPECT_EQ(seed_of(one.run, one.first_number), 0x82ddd982U);

  const auto reading = read();
  EXPECT_EQ(reading.records, (std::map<std::uint64_t, std::string>{{7, view_}, {8, repeat_}}));
  EXPECT_EQ(reading.report.damaged_bytes + reading.report.torn_bytes, 0U);
}

TEST_F(JournalFormat, ExampleIsWhatIsWritten) {
  SegmentHeader header;
  header.run = example_run_;
  header.first_number = 7;
  header.previous_last = 5;
  std::string records;
  append_unsealed(records, 7, view_);
  append_unsealed(records, 8, repeat_);
  seal(records, seed_of(example_run_, 7));
  EXPECT_EQ(encode(header, touched()) + records, example());
}

}  // namespace
}  // namespace readcount::journal::testing
