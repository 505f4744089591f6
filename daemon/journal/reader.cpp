#include "journal/reader.hpp"

#include "journal/cursor.hpp"

#include <algorithm>

namespace readcount::journal {

boost::system::result<ReadReport> read_run(const std::vector<Segment>& segments,
                                           std::uint64_t after, const Visitor& visit) {
  ReadReport report;
  if (segments.empty()) return report;
  const auto first = std::max<std::uint64_t>(segments.front().first_number, 1);
  Cursor cursor(Cursor::Run::ended, std::max(after, first - 1));
  cursor.set_segments(segments);
  for (;;) {
    const auto found = cursor.next();
    if (!found) return found.error();
    if (*found == Cursor::Found::end) break;
    if (*found == Cursor::Found::gap) {
      report.missing_records += cursor.missing().last - cursor.missing().first + 1;
    } else {
      ++report.records;
      visit(cursor.number(), cursor.payload());
    }
  }
  report.last_number = cursor.through();
  report.torn_bytes = cursor.torn_bytes();
  report.damaged_bytes = cursor.damaged_bytes();
  return report;
}

}  // namespace readcount::journal
