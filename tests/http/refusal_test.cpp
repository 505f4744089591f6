// What a client gets that errs, is slow, or is hostile.

#include "harness.hpp"

#include <gmock/gmock.h>

#include <random>

namespace readcount::http {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// One way of going wrong, and what the connection does then.
struct Refused {
  std::string raw;
  int status;
  Code code;
  bool stays;
};

std::string post(std::string_view path, std::string_view fields, std::string_view body = {}) {
  return "POST " + std::string(path) + " HTTP/1.1\r\nHost: a\r\n" + std::string(fields) + "\r\n" +
         std::string(body);
}

const Refused kRefused[] = {
    {"GET /hello HTTP/1.1\r\n\r\n", 400, Code::bad_request, false},
    {"GET /hello HTTP/1.1\r\nHost: a\n\n", 400, Code::bad_request, false},
    {post("/echo", "Content-Length: 1\r\nContent-Length: 1\r\n", "a"), 400, Code::bad_request,
     false},
    {post("/echo", "Transfer-Encoding: chunked\r\n", "2\r\nabc\r\n"), 400, Code::bad_request,
     false},
    {"GET /none HTTP/1.1\r\nHost: a\r\n\r\n", 404, Code::not_found, true},
    {post("/none", "Content-Length: 5\r\n", "hello"), 404, Code::not_found, true},
    {post("/none", "Content-Length: 5000\r\n", "hello"), 404, Code::not_found, false},
    {post("/none", "Transfer-Encoding: chunked\r\n"), 404, Code::not_found, false},
    {"GET /echo HTTP/1.1\r\nHost: a\r\n\r\n", 405, Code::method_not_allowed, true},
    {post("/echo", "Content-Length: 65\r\n"), 413, Code::body_too_large, false},
    {post("/echo", "Transfer-Encoding: chunked\r\n", "41\r\n"), 413, Code::body_too_large, false},
    {post("/hello", "Content-Length: 1\r\n", "a"), 405, Code::method_not_allowed, true},
    {"GET /" + std::string(40'000, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n", 414,
     Code::target_too_long, false},
    {"GET / HTTP/1.1\r\nX: " + std::string(70'000, 'a'), 431, Code::headers_too_large, false},
    {post("/echo", "Transfer-Encoding: gzip\r\n"), 501, Code::unsupported_encoding, false},
    {"GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505, Code::unsupported_version, false},
};

class Refusal : public ServerTest {};

TEST_F(Refusal, NamesItsCodeAndLeavesOrClosesTheConnection) {
  start();
  std::vector<Code> codes;
  for (const Refused& refused : kRefused) {
    Client client = connect();
    const Answer answer = client.ask(refused.raw);
    const std::string what = refused.raw.substr(0, 100);
    EXPECT_EQ(answer.status, refused.status) << what;
    EXPECT_EQ(answer.code(), name_of(refused.code)) << what;
    EXPECT_EQ(answer.fields.at("Content-Type"), "application/problem+json");
    EXPECT_EQ(answer.fields.count("Connection") == 0, refused.stays) << what;
    if (refused.stays) {
      EXPECT_EQ(client.ask(kHello).body, "hello") << what;
    } else {
      EXPECT_TRUE(client.is_closed()) << what;
    }
    codes.push_back(refused.code);
  }
  witness_.answered(codes.size());
  EXPECT_EQ(witness_.refused(), codes);
}

TEST_F(Refusal, SaysWhatAPathAllows) {
  start();
  Client client = connect();
  const Answer answer = client.ask("PUT /echo HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(answer.fields.at("Allow"), "POST, OPTIONS");
  EXPECT_EQ(answer.fields.at("Access-Control-Allow-Origin"), "*");
  EXPECT_THAT(witness_.answered(1), ElementsAre("/echo 405"));
}

TEST_F(Refusal, ReachesAClientThatGoesOnSending) {
  start();
  Client client = connect();
  std::string raw = post("/echo", "Content-Length: 1000000\r\n");
  raw.append(1'000'000, 'x');
  client.send(raw);
  EXPECT_EQ(client.answer().code(), "body-too-large");
}

TEST_F(Refusal, ComesBeforeTheBody) {
  start();
  Client client = connect();
  EXPECT_EQ(client.ask(post("/echo", "Content-Length: 1000000\r\nExpect: 100-continue\r\n")).code(),
            "body-too-large");
}

TEST_F(Refusal, MeetsARequestThatIsTooSlow) {
  Limits limits;
  limits.header_timeout = limits.body_timeout = std::chrono::milliseconds(50);
  start(limits);
  for (const std::string& begun : {std::string("GET /hello HTTP/1.1\r\nHost: a\r\n"),
                                   post("/echo", "Content-Length: 5\r\n", "abc"),
                                   post("/echo", "Transfer-Encoding: chunked\r\n", "5\r\nabc")}) {
    Client client = connect();
    const Answer answer = client.ask(begun);
    EXPECT_EQ(answer.status, 408) << begun;
    EXPECT_EQ(answer.code(), "timeout");
    EXPECT_TRUE(client.is_closed());
  }
  EXPECT_THAT(witness_.answered(3), ElementsAre("(none) 408", "/echo 408", "/echo 408"));
}

TEST_F(Refusal, IsNotPutOffByAByteNowAndThen) {
  Limits limits;
  limits.header_timeout = limits.body_timeout = std::chrono::milliseconds(200);
  limits.header_bytes = std::size_t{1} << 30;
  start(limits);
  for (const std::string& begun : {std::string("GET /hello HTTP/1.1\r\nX: "),
                                   std::string("PUT /large HTTP/1.1\r\nHost: a\r\n"
                                               "Content-Length: 1048576\r\n\r\n")}) {
    Client client = connect();
    std::thread dripping([&client, &begun] {
      client.send(begun);
      while (client.send("a")) std::this_thread::yield();
    });
    const Answer answer = client.answer();
    EXPECT_EQ(answer.status, 408) << begun;
    dripping.join();
  }
}

TEST_F(Refusal, IsSilentWhereNoRequestHadBegun) {
  Limits limits;
  limits.idle_timeout = std::chrono::milliseconds(50);
  start(limits);
  Client fresh = connect();
  EXPECT_TRUE(fresh.is_closed());
  Client used = connect();
  EXPECT_EQ(used.ask(kHello).status, 200);
  EXPECT_TRUE(used.is_closed());
  EXPECT_THAT(witness_.refused(), IsEmpty());
}

TEST_F(Refusal, CutsAClientThatDoesNotReadItsAnswer) {
  Limits limits;
  limits.write_timeout = std::chrono::milliseconds(100);
  start(limits);
  Client client = connect();
  client.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
  ASSERT_TRUE(witness_.waits_for_open(1));
  EXPECT_TRUE(witness_.waits_for_open(0));
  EXPECT_THAT(witness_.answered(0), IsEmpty());
}

TEST_F(Refusal, SurvivesWhateverBytesCome) {
  start();
  const std::string seed = echo("hello") + std::string(kHello) +
                           post("/echo", "Transfer-Encoding: chunked\r\n", "1\r\na\r\n0\r\n\r\n");
  std::mt19937 random(11);
  for (int round = 0; round < 300; ++round) {
    std::string raw = seed;
    for (int edits = 0; edits < 1 + round % 8; ++edits) {
      raw[random() % raw.size()] = static_cast<char>(random() % 256);
    }
    Client client = connect();
    const std::size_t cut = random() % raw.size();
    client.send(raw.substr(0, cut));
    client.send(raw.substr(cut));
    client.shut_down_sending();
    for (int status = client.answer().status; status != 0; status = client.answer().status) {
      ASSERT_TRUE(status == 200 || status == 204 || (status >= 400 && status < 600)) << raw;
    }
  }
  EXPECT_TRUE(witness_.waits_for_open(0));
  EXPECT_EQ(connect().ask(kHello).status, 200);
}

}  // namespace
}  // namespace readcount::http
