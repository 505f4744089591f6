#include "fixture.hpp"

#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace readcount::journal::testing {
namespace {

struct Story {
  std::vector<std::string> payloads;
  Directory directory;
  std::vector<Segment> segments;
};

/// Writes random payloads in random batches to segments of a random length.
void tell(Story& story) {
  story.payloads = *rc::gen::container<std::vector<std::string>>(
      rc::gen::container<std::string>(rc::gen::arbitrary<char>()));
  const auto segment_bytes = *rc::gen::inRange<std::uint64_t>(64, 1000);
  auto writer = Writer::create({story.directory.path(), RunId::random(), segment_bytes});
  RC_ASSERT(writer.has_value());
  for (const auto& payload : story.payloads) {
    writer->stage(payload);
    if (*rc::gen::arbitrary<bool>()) RC_ASSERT(writer->write().has_value());
  }
  RC_ASSERT(writer->write().has_value());
  story.segments = *list(story.directory.path());
}

RC_GTEST_PROP(JournalProperty, WhateverIsWrittenAndCutReadsAsABeginningOfIt, ()) {
  Story story;
  tell(story);
  const auto& last = story.segments.back();
  const auto cut = *rc::gen::inRange<std::uint64_t>(0, last.bytes + 1);
  std::filesystem::resize_file(last.path, cut);
  const auto tail = *rc::gen::container<std::string>(rc::gen::arbitrary<char>());
  overwrite(last.path, contents(last.path) + tail);

  std::vector<std::string> read;
  const auto report = read_run(*list(story.directory.path()), 0,
                               [&](std::uint64_t number, std::string_view payload) {
                                 read.emplace_back(payload);
                                 RC_ASSERT(number == read.size());
                               });
  RC_ASSERT(report.has_value());
  RC_ASSERT(read.size() <= story.payloads.size());
  RC_ASSERT(std::equal(read.begin(), read.end(), story.payloads.begin()));
  RC_ASSERT(read.size() + 1 >= last.first_number);
  RC_ASSERT(report->missing_records == 0U);
}

RC_GTEST_PROP(JournalProperty, WhateverIsOverwrittenIsReadRightOrReportedMissing, ()) {
  Story story;
  tell(story);
  const auto& hit = story.segments[*rc::gen::inRange<std::size_t>(0, story.segments.size())];
  auto bytes = contents(hit.path);
  const auto at = *rc::gen::inRange<std::size_t>(0, bytes.size());
  const auto noise = *rc::gen::container<std::string>(rc::gen::arbitrary<char>());
  bytes.replace(at, noise.size(), noise);
  overwrite(hit.path, bytes);

  std::size_t records = 0;
  const auto report = read_run(*list(story.directory.path()), 0,
                               [&](std::uint64_t number, std::string_view payload) {
                                 ++records;
                                 RC_ASSERT(payload == story.payloads.at(number - 1));
                               });
  RC_ASSERT(report.has_value());
  RC_ASSERT(records + report->missing_records == report->last_number);
}

}  // namespace
}  // namespace readcount::journal::testing
