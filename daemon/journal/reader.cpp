#include "journal/reader.hpp"

#include "journal/record.hpp"
#include "journal/scanner.hpp"
#include "journal/window.hpp"

#include <algorithm>
#include <limits>

namespace readcount::journal {
namespace {

using boost::system::result;

constexpr auto kNoBound = std::numeric_limits<std::uint64_t>::max();

class RunReader {
 public:
  RunReader(std::uint64_t settled, const Visitor& visit) : settled_(settled), visit_(visit) {}

  /// `bound`: the last number that was written before the next segment.
  result<void> read(const Segment& segment, std::uint64_t bound);

  const ReadReport& report() const { return report_; }

 private:
  void enter(const Segment& segment);
  void take(std::uint64_t number, std::string_view payload);

  std::uint64_t settled_;  // up to here every number was visited, missed, or is not asked for
  const Visitor& visit_;
  Window window_;
  ReadReport report_;
};

result<void> RunReader::read(const Segment& segment, std::uint64_t bound) {
  if (const auto opened = window_.open(segment.path); !opened) return opened;
  window_.drop(std::min<std::size_t>(segment.header_bytes, window_.bytes().size()));
  enter(segment);

  Scanner scanner(seed_of(segment.run, segment.first_number), segment.first_number);
  for (;;) {
    const auto found = scanner.next(window_.bytes(), window_.final());
    window_.drop(scanner.consumed());
    if (found == Scanner::Found::end) break;
    if (found == Scanner::Found::more) {
      if (const auto filled = window_.fill(); !filled) return filled;
    } else if (scanner.number() <= bound) {
      take(scanner.number(), scanner.payload());
    }
  }
  report_.damaged_bytes += scanner.damaged_bytes();
  report_.torn_bytes += scanner.torn_bytes();
  return {};
}

void RunReader::enter(const Segment& segment) {
  const auto none_before = segment.first_number == 0 ? 0 : segment.first_number - 1;
  // Without a header we cannot know which of the numbers before were given in vain: none, then, for
  // a loss too many in the report is better than one that nobody hears of.
  const auto written = segment.previous_last.value_or(none_before);
  if (written > settled_) report_.missing_records += written - settled_;
  report_.last_number = std::max(report_.last_number, segment.previous_last.value_or(0));
  settled_ = std::max(settled_, none_before);
}

void RunReader::take(std::uint64_t number, std::string_view payload) {
  report_.last_number = std::max(report_.last_number, number);
  if (number <= settled_) return;
  report_.missing_records += number - settled_ - 1;
  settled_ = number;
  ++report_.records;
  visit_(number, payload);
}

}  // namespace

result<ReadReport> read_run(const std::vector<Segment>& segments, std::uint64_t after,
                            const Visitor& visit) {
  if (segments.empty()) return ReadReport{};
  const auto first = std::max<std::uint64_t>(segments.front().first_number, 1);
  RunReader reader(std::max(after, first - 1), visit);
  for (std::size_t i = 0; i < segments.size(); ++i) {
    // A batch whose write failed and that could not be cut off again stands in its segment, but its
    // pings were refused and the next segment does not count it as written.
    const bool has_next = i + 1 < segments.size();
    const auto bound = has_next ? segments[i + 1].previous_last.value_or(kNoBound) : kNoBound;
    if (const auto read = reader.read(segments[i], bound); !read) return read.error();
  }
  return reader.report();
}

}  // namespace readcount::journal
