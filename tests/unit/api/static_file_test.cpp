#include "api/static_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace readcount::api {
namespace {

constexpr std::string_view kContent =
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

http::Response ask(std::string_view name, std::string_view value) {
  static const StaticFile kFile(kContent, "text/plain", "no-cache");
  const http::Header header{name, value};
  http::Request request;
  request.headers = {&header, 1};
  return kFile.answer(request);
}

std::string header(const http::Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return {};
}

TEST(StaticFile, ComesCompressedToThoseWhoTakeIt) {
  for (const auto* accept : {"gzip", "br, GZIP;q=0.5", "deflate , gzip ; q=1.000"}) {
    const auto response = ask("Accept-Encoding", accept);
    EXPECT_EQ(header(response, "Content-Encoding"), "gzip") << accept;
    EXPECT_LT(response.body.size(), kContent.size()) << accept;
  }
  for (const auto* accept : {"", "br", "gzip;q=0", "gzip;q=0.000", "xgzip"}) {
    const auto response = ask("Accept-Encoding", accept);
    EXPECT_EQ(header(response, "Content-Encoding"), "") << accept;
    EXPECT_EQ(response.body, kContent) << accept;
    EXPECT_EQ(header(response, "Vary"), "Accept-Encoding") << accept;
  }
}

TEST(StaticFile, IsNotSentAgainToThoseWhoHaveIt) {
  const auto tag = header(ask("Accept", "*/*"), "ETag");
  EXPECT_EQ(ask("If-None-Match", tag).status, 304);
  EXPECT_EQ(ask("If-None-Match", "\"other\", " + tag).status, 304);
  EXPECT_EQ(ask("If-None-Match", "*").status, 304);
  EXPECT_EQ(ask("If-None-Match", "\"other\"").status, 200);
}

}  // namespace
}  // namespace readcount::api
