// What has more than one reading is refused: one line a trick. And what we accept, Beast's parser,
// written by others, reads in the same way.

#include "http/strict.hpp"

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <gtest/gtest.h>

#include <ostream>
#include <random>
#include <string>

namespace readcount::http {
namespace {

struct Trick {
  const char* name;
  std::string raw;
  Code code;

  friend std::ostream& operator<<(std::ostream& out, const Trick& trick) {
    return out << trick.name;
  }
};

std::string with(const std::string& fields) {
  return "POST /p HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
}
std::string line(const std::string& request_line) { return request_line + "\r\nHost: a\r\n\r\n"; }

constexpr Code kBad = Code::bad_request;
constexpr Code kCoding = Code::unsupported_encoding;
constexpr Code kVersion = Code::unsupported_version;

const Trick kTricks[] = {
    // two lengths
    {"two lengths", with("Content-Length: 5\r\nContent-Length: 6\r\n"), kBad},
    {"the same length twice", with("Content-Length: 5\r\nContent-Length: 5\r\n"), kBad},
    {"a list of lengths", with("Content-Length: 5, 5\r\n"), kBad},
    {"a signed length", with("Content-Length: +5\r\n"), kBad},
    {"a negative length", with("Content-Length: -1\r\n"), kBad},
    {"a hexadecimal length", with("Content-Length: 0x5\r\n"), kBad},
    {"a length with a fraction", with("Content-Length: 5.0\r\n"), kBad},
    {"a length with inner space", with("Content-Length: 5 0\r\n"), kBad},
    {"an empty length", with("Content-Length: \r\n"), kBad},
    {"a length in other digits", with("Content-Length: \xd9\xa5\r\n"), kBad},
    // a length and a coding
    {"length then coding", with("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"), kBad},
    {"coding then length", with("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"), kBad},
    {"zero length and coding", with("Transfer-Encoding: chunked\r\nContent-Length: 0\r\n"), kBad},
    {"gzip and length", with("Transfer-Encoding: gzip\r\nContent-Length: 5\r\n"), kBad},
    // codings
    {"xchunked", with("Transfer-Encoding: xchunked\r\n"), kCoding},
    {"chunkedx", with("Transfer-Encoding: chunkedx\r\n"), kCoding},
    {"identity", with("Transfer-Encoding: identity\r\n"), kCoding},
    {"gzip", with("Transfer-Encoding: gzip\r\n"), kCoding},
    {"gzip, chunked", with("Transfer-Encoding: gzip, chunked\r\n"), kCoding},
    {"chunked, gzip", with("Transfer-Encoding: chunked, gzip\r\n"), kCoding},
    {"chunked, chunked", with("Transfer-Encoding: chunked, chunked\r\n"), kCoding},
    {"chunked;q=1", with("Transfer-Encoding: chunked;q=1\r\n"), kCoding},
    {"\"chunked\"", with("Transfer-Encoding: \"chunked\"\r\n"), kCoding},
    {"no coding", with("Transfer-Encoding:\r\n"), kCoding},
    {"chunked twice", with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"),
     kCoding},
    {"gzip then chunked", with("Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"),
     kCoding},
    {"coding after a vertical tab",
     with("Transfer-Encoding:\x0b"
          "chunked\r\n"),
     kBad},
    {"coding in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", kBad},
    // names
    {"space before the colon", with("Content-Length : 5\r\n"), kBad},
    {"tab before the colon", with("Transfer-Encoding\t: chunked\r\n"), kBad},
    {"a folded field", with("X: a\r\n b\r\n"), kBad},
    {"a field folded by a tab", with("Transfer-Encoding:\r\n\tchunked\r\n"), kBad},
    {"a fold as the first field", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", kBad},
    {"no name", with(": 5\r\n"), kBad},
    {"no colon", with("Content-Length\r\n"), kBad},
    {"a name in quotes", with("\"Host\": b\r\n"), kBad},
    {"a NUL in a name", with(std::string("Ho\0st: b\r\n", 10)), kBad},
    {"a NUL in a value", with(std::string("X: a\0b\r\n", 8)), kBad},
    {"a name above 0x7f", with("H\xf6st: b\r\n"), kBad},
    // line ends
    {"bare LF", "GET / HTTP/1.1\nHost: a\n\n", kBad},
    {"bare LF after a field", "GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n", kBad},
    {"bare LF at the end", "GET / HTTP/1.1\r\nHost: a\r\n\n", kBad},
    {"bare CR in a value", with("X: a\rTransfer-Encoding: chunked\r\n"), kBad},
    {"CR CR LF", with("X: a\r\r\n"), kBad},
    {"bare CR in the target", line("GET /a\rb HTTP/1.1"), kBad},
    {"two empty lines in front", "\r\n\r\n" + line("GET / HTTP/1.1"), kBad},
    {"LF in front", "\n" + line("GET / HTTP/1.1"), kBad},
    // Host
    {"no Host", "GET / HTTP/1.1\r\n\r\n", kBad},
    {"two Hosts", with("Host: b\r\n"), kBad},
    {"the same Host twice", with("HOST: a\r\n"), kBad},
    {"two Hosts in HTTP/1.0", "GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n", kBad},
    {"a list of Hosts", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", kBad},
    {"a path in Host", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", kBad},
    {"a user in Host", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", kBad},
    {"a space in Host", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", kBad},
    {"a Connection that is no list", with("Connection: close;q=1\r\n"), kBad},
    // the request line
    {"two spaces", line("GET  / HTTP/1.1"), kBad},
    {"a tab", line("GET\t/ HTTP/1.1"), kBad},
    {"a space in front", line(" GET / HTTP/1.1"), kBad},
    {"a space behind", line("GET / HTTP/1.1 "), kVersion},
    {"a space in the target", line("GET /a b HTTP/1.1"), kBad},
    {"no method", line("/ HTTP/1.1"), kBad},
    {"a method that is no token", line("G@T / HTTP/1.1"), kBad},
    {"absolute form", line("GET http://a/ HTTP/1.1"), kBad},
    {"authority form", line("CONNECT a:443 HTTP/1.1"), kBad},
    {"an asterisk without OPTIONS", line("GET * HTTP/1.1"), kBad},
    {"no slash", line("GET v1 HTTP/1.1"), kBad},
    {"a fragment", line("GET /a#b HTTP/1.1"), kBad},
    {"a NUL in the target", line(std::string("GET /a\0b HTTP/1.1", 17)), kBad},
    {"DEL in the target", line("GET /a\x7f HTTP/1.1"), kBad},
    {"HTTP/0.9", "GET /\r\n\r\n", kBad},
    {"HTTP/1.2", line("GET / HTTP/1.2"), kVersion},
    {"HTTP/2.0", line("GET / HTTP/2.0"), kVersion},
    {"HTTP/0.9 by name", line("GET / HTTP/0.9"), kVersion},
    {"HTTP/1.10", line("GET / HTTP/1.10"), kVersion},
    {"HTTP/1.", line("GET / HTTP/1."), kVersion},
    {"http/1.1", line("GET / http/1.1"), kBad},
    {"another protocol", line("GET / RTSP/1.0"), kBad},
    {"the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", kVersion},
    {"a TLS hello", std::string("\x16\x03\x01\x02\x00\x01", 6), kBad},
};

class Smuggling : public testing::TestWithParam<Trick> {};

TEST_P(Smuggling, IsRefused) {
  Head head;
  const auto whole = read_head(GetParam().raw, Limits{}, head);
  ASSERT_FALSE(whole.has_value()) << (*whole ? "was accepted" : "is waited on");
  EXPECT_EQ(whole.error().code, GetParam().code) << whole.error().detail;
  EXPECT_FALSE(whole.error().detail.empty());
}

INSTANTIATE_TEST_SUITE_P(Tricks, Smuggling, testing::ValuesIn(kTricks));

TEST(SmugglingReadings, AgreeWithBeastOnWhateverWeAccept) {
  namespace beast = boost::beast::http;
  const std::string seed =
      "POST /v1/ping?a=1 HTTP/1.1\r\nHost: news.example:80\r\nContent-Length: 12\r\n"
      "Connection: keep-alive, x\r\nX-Forwarded-For: 10.0.0.1\t, 10.0.0.2 \r\nAccept:\r\n\r\n";
  constexpr std::string_view kBytes = "\r\n\t :;,a0\x7f#?/\xc3";
  std::mt19937 random(7);
  int accepted = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string raw = seed;
    for (int edits = static_cast<int>(random() % 3); edits >= 0; --edits) {
      const std::size_t at = random() % raw.size();
      const char byte = kBytes[random() % kBytes.size()];
      switch (random() % 3) {
        case 0:
          raw[at] = byte;
          break;
        case 1:
          raw.insert(at, 1, byte);
          break;
        default:
          raw.erase(at, 1);
          break;
      }
    }
    Head head;
    const auto whole = read_head(raw, Limits{}, head);
    if (!whole || !*whole) continue;
    ++accepted;
    beast::request_parser<beast::empty_body> parser;
    boost::system::error_code error;
    const std::size_t used = parser.put(boost::asio::buffer(raw), error);
    ASSERT_FALSE(error) << error.message() << '\n' << raw;
    ASSERT_TRUE(parser.is_header_done()) << raw;
    EXPECT_EQ(used, head.size) << raw;
    EXPECT_EQ(parser.get().method_string(), head.method);
    EXPECT_EQ(parser.get().target(),
              std::string(head.path) + (head.query.empty() ? "" : "?") + std::string(head.query))
        << raw;
    EXPECT_EQ(parser.content_length().value_or(0), head.length) << raw;
    auto field = parser.get().begin();
    for (const Header& header : head.headers) {
      ASSERT_NE(field, parser.get().end()) << raw;
      EXPECT_EQ(field->name_string(), header.name) << raw;
      EXPECT_EQ(field->value(), header.value) << raw;
      ++field;
    }
    EXPECT_EQ(field, parser.get().end()) << raw;
  }
  EXPECT_GT(accepted, 2000);
}

}  // namespace
}  // namespace readcount::http
