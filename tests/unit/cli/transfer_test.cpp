#include "cli/transfer.hpp"

#include "fake_server.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace readcount::cli {
namespace {

TEST(FileCheck, KnowsAWholeFileHoweverItIsCut) {
  const std::string file = "{\"readcount\":\"export\"}\n{}\n{\"end\":3}\n";
  for (std::size_t piece = 1; piece <= file.size(); ++piece) {
    FileCheck check;
    for (std::size_t at = 0; at < file.size(); at += piece) check.feed(file.substr(at, piece));
    EXPECT_TRUE(check.is_whole()) << piece;
  }
  for (std::size_t cut = 0; cut < file.size(); ++cut) {
    FileCheck check;
    check.feed(file.substr(0, cut));
    EXPECT_FALSE(check.is_whole()) << cut;
  }
}

TEST(FileParts, HoldWholeLinesAndAllOfThem) {
  std::string file;
  const std::string line(1000, 'x');
  for (int i = 0; i < 3000; ++i) file += line + '\n';
  std::istringstream in(file);
  FileParts parts(in);
  std::string all;
  for (;;) {
    const auto part = parts.next();
    ASSERT_TRUE(part);
    if (part->text.empty()) break;
    EXPECT_LE(part->text.size(), FileParts::kMost);
    EXPECT_EQ(part->text.back(), '\n');
    EXPECT_EQ(part->first, all.size() / 1001 + 1);
    all += part->text;
  }
  EXPECT_EQ(all, file);
  EXPECT_EQ(parts.bytes(), file.size());
}

TEST(FileParts, NameALineThatFitsIntoNone) {
  std::istringstream in("{}\n" + std::string(FileParts::kMost + 1, 'x') + "\n");
  FileParts parts(in);
  const auto part = parts.next();
  ASSERT_FALSE(part);
  EXPECT_EQ(part.error().text, "line 2: it is longer than any line of an export");
}

class Export : public testing::Test, protected FakeServer {};

TEST_F(Export, WritesWhatComesAsItIs) {
  answers("{}\n{\"end\":2}\n");
  const auto report = run({"export", "--site", "news.example"});
  EXPECT_EQ(report.code, Exit::done);
  EXPECT_EQ(written, "{}\n{\"end\":2}\n");
  EXPECT_EQ(asked.front().target, "/v1/export?site=news.example");
}

TEST_F(Export, SaysThatItIsNotComplete) {
  answers("{}\n");
  EXPECT_EQ(run({"export"}).code, Exit::no_server);
  answers("{}\n{\"error\":\"store-unavailable\",\"detail\":\"the store is away\"}\n");
  EXPECT_EQ(run({"export"}).errors,
            "readcount: the export is not complete: the store is away\n  Do it again.\n");
  answers(R"({"code":"unknown-site","detail":"no such site"})", 403);
  EXPECT_EQ(run({"export"}).code, Exit::refused);
}

class Import : public testing::Test, protected FakeServer {
 protected:
  void SetUp() override { std::ofstream(path_) << "{\"readcount\":\"export\"}\n{}\n{\"end\":3}\n"; }
  std::string path_ = testing::TempDir() + "import_test.ndjson";
};

constexpr const char* kTaken =
    R"({"id":"aa","first":1,"last":3,"lines":1,"new":1,"damaged":0,"dry_run":true})";

TEST_F(Import, ChecksAllOfTheFileBeforeItAppliesAnything) {
  answers(kTaken);
  answers(kTaken);
  EXPECT_EQ(run({"--output", "plain", "import", path_.c_str()}).out, "1\n");
  ASSERT_EQ(asked.size(), 2U);
  EXPECT_EQ(asked[0].target, "/v1/import?first=1&dry_run=1");
  EXPECT_EQ(asked[1].target, "/v1/import?first=1&id=aa");
  EXPECT_EQ(asked[1].body, asked[0].body);
}

TEST_F(Import, AppliesNothingInADryRun) {
  answers(kTaken);
  EXPECT_EQ(run({"import", path_.c_str(), "--dry-run"}).code, Exit::done);
  EXPECT_EQ(asked.size(), 1U);
}

TEST_F(Import, EndsAtALineThatIsRefused) {
  answers(R"({"code":"bad-line","detail":"line 2: it is not JSON"})", 400);
  const auto report = run({"import", path_.c_str()});
  EXPECT_EQ(report.code, Exit::refused);
  EXPECT_EQ(report.errors, "readcount: line 2: it is not JSON (bad-line)\n");
  EXPECT_EQ(asked.size(), 1U);
}

TEST_F(Import, DoesNotBeginWithAFileThatWasCutShort) {
  std::ofstream(path_) << "{\"readcount\":\"export\"}\n{}\n";
  EXPECT_EQ(run({"import", path_.c_str()}).code, Exit::refused);
  EXPECT_EQ(run({"import", "/nowhere/at-all"}).code, Exit::usage);
  EXPECT_TRUE(asked.empty());
}

}  // namespace
}  // namespace readcount::cli
