#include "http/strict.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace readcount::http {
namespace {

std::string get(std::string_view fields) {
  return "GET / HTTP/1.1\r\nHost: a\r\n" + std::string(fields) + "\r\n";
}

class StrictHead : public testing::Test {
 protected:
  Checked<bool> read(std::string raw) {
    raw_ = std::move(raw);
    return read_head(raw_, limits_, head_);
  }
  bool is_whole(std::string raw) {
    const auto whole = read(std::move(raw));
    return whole && *whole;
  }

  Limits limits_;
  Head head_;
  std::string raw_;
};

TEST_F(StrictHead, ShowsWhatWasSent) {
  ASSERT_TRUE(
      is_whole("POST /v1/ping?a=b?c HTTP/1.1\r\nHost: a.example:80\r\nX-Empty:\r\nX-Text:\t a  b "
               "\r\n\r\nbody"));
  EXPECT_EQ(head_.method, "POST");
  EXPECT_EQ(head_.path, "/v1/ping");
  EXPECT_EQ(head_.query, "a=b?c");
  ASSERT_EQ(head_.headers.size(), 3U);
  EXPECT_EQ(head_.headers[0].name, "Host");
  EXPECT_EQ(head_.headers[0].value, "a.example:80");
  EXPECT_EQ(head_.headers[1].value, "");
  EXPECT_EQ(head_.headers[2].value, "a  b");
  EXPECT_EQ(head_.size, raw_.size() - 4);
  EXPECT_FALSE(head_.http_1_0);
}

TEST_F(StrictHead, ForgetsTheRequestBefore) {
  ASSERT_TRUE(is_whole(get("Content-Length: 5\r\nConnection: close\r\nExpect: 100-continue\r\n")));
  ASSERT_TRUE(is_whole("GET /?q HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"));
  EXPECT_EQ(head_.headers.size(), 2U);
  EXPECT_TRUE(head_.chunked);
  ASSERT_TRUE(is_whole(get("")));
  EXPECT_EQ(head_.length, 0U);
  EXPECT_EQ(head_.query, "");
  EXPECT_FALSE(head_.chunked || head_.wants_close || head_.expects_continue);
}

TEST_F(StrictHead, WaitsForTheEndWhereverTheBytesAreCut) {
  const std::string whole =
      "\r\nPOST /p?q HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nX-Long: 0123456789abcdef\r\n\r\n";
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto read_part = read(whole.substr(0, size));
    ASSERT_TRUE(read_part.has_value()) << size << ": " << read_part.error().detail;
    EXPECT_FALSE(*read_part) << size;
  }
  EXPECT_TRUE(is_whole(whole));
}

TEST_F(StrictHead, TakesTheBodysLength) {
  ASSERT_TRUE(is_whole(get("content-LENGTH: 0042\r\n")));
  EXPECT_EQ(head_.length, 42U);
  ASSERT_TRUE(is_whole(get("Content-Length: 18446744073709551615\r\n")));
  EXPECT_EQ(head_.length, std::numeric_limits<std::uint64_t>::max());
  ASSERT_TRUE(is_whole(get("Content-Length: 18446744073709551626\r\n")));
  EXPECT_EQ(head_.length, std::numeric_limits<std::uint64_t>::max()) << "2^64 + 10 is not 10";
}

TEST_F(StrictHead, TakesTheConnectionsOptions) {
  ASSERT_TRUE(is_whole(get("Connection: Upgrade , CLOSE\r\n")));
  EXPECT_TRUE(head_.wants_close);
  ASSERT_TRUE(is_whole(get("Connection: foreclose\r\nConnection: Keep-Alive\r\n")));
  EXPECT_FALSE(head_.wants_close);
  EXPECT_TRUE(head_.wants_keep_alive);
}

TEST_F(StrictHead, ExpectsNothingOfHttp10) {
  ASSERT_TRUE(is_whole("GET / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n"));
  EXPECT_TRUE(head_.http_1_0);
  EXPECT_FALSE(head_.expects_continue);
  ASSERT_TRUE(is_whole(get("Expect: 100-Continue\r\n")));
  EXPECT_TRUE(head_.expects_continue);
}

TEST_F(StrictHead, BoundsTheFields) {
  limits_.headers = 3;
  EXPECT_TRUE(is_whole(get("A: 1\r\nB: 2\r\n")));
  EXPECT_EQ(read(get("A: 1\r\nB: 2\r\nC: 3\r\n")).error().code, Code::headers_too_large);
}

TEST_F(StrictHead, BoundsTheTargetBeforeItHasEnded) {
  limits_.target_bytes = 8;
  EXPECT_TRUE(is_whole("GET /2345678 HTTP/1.1\r\nHost: a\r\n\r\n"));
  EXPECT_EQ(read("GET /23456789 HTTP/1.1\r\nHost: a\r\n\r\n").error().code, Code::target_too_long);
  EXPECT_EQ(read("GET /23456789").error().code, Code::target_too_long);
}

TEST_F(StrictHead, BoundsAllBytesWhetherWholeOrNot) {
  const std::string raw = get("A: 1\r\n");
  limits_.header_bytes = raw.size();
  EXPECT_TRUE(is_whole(raw + "body"));
  EXPECT_FALSE(*read(raw.substr(0, raw.size() - 1)));
  limits_.header_bytes = raw.size() - 1;
  EXPECT_EQ(read(raw).error().code, Code::headers_too_large);
  EXPECT_EQ(read(raw.substr(0, raw.size() - 1)).error().code, Code::headers_too_large);
}

TEST_F(StrictHead, FindsAControlCharacterAtEveryPlaceOfAValue) {
  for (std::size_t at = 0; at < 40; ++at) {
    for (const char bad : {'\0', '\x01', '\x0b', '\x1f', '\x7f', '\n', '\r'}) {
      std::string value(40, '\xe9');
      value[at] = bad;
      EXPECT_EQ(read(get("X: " + value + "\r\n")).error().code, Code::bad_request)
          << at << ' ' << int{bad};
    }
    std::string value(40, 'x');
    value[at] = '\t';
    EXPECT_TRUE(is_whole(get("X:" + value + "\r\n"))) << at;
  }
}

TEST_F(StrictHead, JudgesEveryByteOfAFieldName) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  for (int c = 0; c < 256; ++c) {
    const char byte = static_cast<char>(c);
    const bool alnum = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool valid = alnum || kMarks.find(byte) != kMarks.npos || byte == ':';
    const bool fine = is_whole(get(std::string("X") + byte + "Y: 1\r\n"));
    EXPECT_EQ(fine, valid) << c;
  }
}

TEST(StrictFieldLine, IsANameAColonAndAValue) {
  EXPECT_TRUE(is_field_line("a:"));
  EXPECT_TRUE(is_field_line("X-Checksum: \t1 2"));
  EXPECT_FALSE(is_field_line(""));
  EXPECT_FALSE(is_field_line(":a"));
  EXPECT_FALSE(is_field_line(" a: b"));
  EXPECT_FALSE(is_field_line("a : b"));
  EXPECT_FALSE(is_field_line("a"));
  EXPECT_FALSE(is_field_line(std::string_view("a: \0", 4)));
}

}  // namespace
}  // namespace readcount::http
