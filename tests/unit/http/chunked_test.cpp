#include "http/chunked.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace readcount::http {
namespace {

/// What came out of some bytes.
struct Outcome {
  std::string body;
  std::string left;  // bytes behind the body
  bool done = false;
  std::optional<Code> refusal;
};

/// Feeds `raw` in pieces of `step` bytes, keeping what is not taken, as a connection does.
Outcome unchunk(std::string_view raw, std::size_t step = 1'000'000, std::size_t max_body = 64,
                std::size_t max_trailers = 2) {
  ChunkedBody chunks(max_body, max_trailers);
  Outcome outcome;
  while (!raw.empty() && !chunks.done()) {
    outcome.left += raw.substr(0, step);
    raw.remove_prefix(std::min(step, raw.size()));
    const auto taken = chunks.feed(outcome.left, outcome.body);
    if (!taken) {
      outcome.refusal = taken.error().code;
      return outcome;
    }
    outcome.left.erase(0, *taken);
  }
  outcome.left += raw;
  outcome.done = chunks.done();
  return outcome;
}

TEST(ChunkedBody, IsPutTogetherHoweverItIsCut) {
  const std::string raw = "5\r\nhello\r\n1;a=\"b\"\r\n \r\n05\r\nworld\r\n0\r\nX-Sum: 1\r\n\r\nGET";
  for (std::size_t step = 1; step <= raw.size(); ++step) {
    const Outcome outcome = unchunk(raw, step);
    EXPECT_TRUE(outcome.done) << step;
    EXPECT_EQ(outcome.body, "hello world") << step;
    EXPECT_EQ(outcome.left, "GET") << step;
  }
}

TEST(ChunkedBody, IsNotDoneBeforeItsLastLine) {
  const std::string raw = "1\r\na\r\n0\r\n\r\n";
  for (std::size_t size = 0; size < raw.size(); ++size) {
    EXPECT_FALSE(unchunk(raw.substr(0, size)).done) << size;
  }
}

TEST(ChunkedBody, RefusesWhatHasASecondReading) {
  for (const std::string_view raw : {
           "\r\n",                          // no size
           "g\r\n",                         // no digit
           "0x5\r\nhello\r\n0\r\n\r\n",     // a prefix
           "+5\r\nhello\r\n0\r\n\r\n",      // a sign
           "-5\r\nhello\r\n0\r\n\r\n",      // a sign
           " 5\r\nhello\r\n0\r\n\r\n",      // space before
           "5 \r\nhello\r\n0\r\n\r\n",      // space behind
           "5 ;a\r\nhello\r\n0\r\n\r\n",    // space before the extension
           "5\nhello\r\n0\r\n\r\n",         // bare LF
           "5;a\nhello\r\n0\r\n\r\n",       // bare LF in an extension
           "5;a\rb\r\nhello\r\n0\r\n\r\n",  // bare CR in an extension
           "5\r\nhello!\r\n0\r\n\r\n",      // longer than its size
           "5\r\nhello0\r\n\r\n",           // no line end behind the data
           "5\r\nhello\n0\r\n\r\n",         // bare LF behind the data
           "5\r\nhello\r\r\n0\r\n\r\n",     // CR CR LF behind the data
           "0\r\nno field\r\n\r\n",         // a trailer that is no field
           "0\r\nHost : b\r\n\r\n",         // space before the colon
           "0\r\nA: 1\r\n b\r\n\r\n",       // a folded trailer
           "0\r\nA: 1\n\r\n",               // bare LF in a trailer
           "0\r\n\n",                       // bare LF at the end
       }) {
    for (const std::size_t step : {1U, 3U, 1000U}) {
      EXPECT_EQ(unchunk(raw, step).refusal, Code::bad_request) << raw << " by " << step;
    }
  }
}

TEST(ChunkedBody, RefusesALargeBodyAtTheSizeOfItsChunk) {
  EXPECT_EQ(unchunk("40\r\n" + std::string(64, 'a') + "\r\n0\r\n\r\n").body.size(), 64U);
  EXPECT_EQ(unchunk("41\r\n").refusal, Code::body_too_large);
  EXPECT_EQ(unchunk("3f\r\n" + std::string(63, 'a') + "\r\n2\r\n").refusal, Code::body_too_large);
  EXPECT_EQ(unchunk("ffffffffffffffff\r\n").refusal, Code::body_too_large);
  EXPECT_EQ(unchunk("10000000000000005\r\n").refusal, Code::body_too_large) << "2^64 + 5 is not 5";
}

TEST(ChunkedBody, BoundsWhatIsNotData) {
  EXPECT_EQ(unchunk("5;" + std::string(300, 'a')).refusal, Code::bad_request);
  EXPECT_EQ(unchunk(std::string(300, '0')).refusal, Code::bad_request);
  EXPECT_TRUE(unchunk("0\r\nA: 1\r\nB: 2\r\n\r\n").done);
  EXPECT_EQ(unchunk("0\r\nA: 1\r\nB: 2\r\nC: 3\r\n").refusal, Code::headers_too_large);
  EXPECT_EQ(unchunk("0\r\nA: " + std::string(2000, 'a')).refusal, Code::headers_too_large);
}

}  // namespace
}  // namespace readcount::http
