#include "launch.hpp"

// Every error text, whole: what a user reads is part of the contract.

namespace readcount::settings {
namespace {

class BadFlag : public Launch {
 protected:
  std::string error_of(const std::vector<std::string>& flags) {
    give_flags(flags);
    return error();
  }
};

TEST_F(BadFlag, SuggestsTheNearestName) {
  EXPECT_EQ(error_of({"--listn", ":1"}), "--listn: no such setting; did you mean --listen?");
}

TEST_F(BadFlag, TakesUnderscoresForAMistake) {
  EXPECT_EQ(error_of({"--state_dir=/x"}),
            "--state_dir: no such setting; did you mean --state-dir?");
}

TEST_F(BadFlag, PointsToTheListWhenNoNameIsNear) {
  EXPECT_EQ(error_of({"--quux"}), "--quux: no such setting; \"readcountd --help\" lists them all");
}

TEST_F(BadFlag, DoesNotTakeAPrefixForTheName) {
  EXPECT_EQ(error_of({"--lis", ":1"}),
            "--lis: no such setting; \"readcountd --help\" lists them all");
}

TEST_F(BadFlag, RefusesAStrayWord) {
  EXPECT_EQ(error_of({"start"}),
            "\"start\": not understood; settings start with \"--\", as in --listen :8228");
}

TEST_F(BadFlag, DoesNotSwallowAStrayWordAfterARepeatableFlag) {
  EXPECT_EQ(error_of({"--site", "a.example", "b.example"}),
            "\"b.example\": not understood; settings start with \"--\", as in --listen :8228");
}

TEST_F(BadFlag, NeedsItsValue) {
  EXPECT_EQ(error_of({"--listen"}), "--listen: needs a value: --listen ADDRESS:PORT");
}

TEST_F(BadFlag, NeedsItsValueBeforeTheNextFlag) {
  EXPECT_EQ(error_of({"--redis", "--check"}), "--redis: needs a value: --redis URL");
}

TEST_F(BadFlag, IsRefusedWhenGivenTwice) {
  EXPECT_EQ(error_of({"--listen", ":1", "--listen", ":2"}),
            "--listen: given 2 times, but takes one value: leave one");
}

TEST_F(BadFlag, KeepsMinutesForAsLongAsListsAreExactToThem) {
  EXPECT_EQ(error_of({"--keep-minutes", "5h"}), "--keep-minutes: \"5h\" is not within 6h to 7d");
}

TEST_F(BadFlag, KeepsWholeHours) {
  EXPECT_EQ(error_of({"--keep-minutes", "390m"}),
            "--keep-minutes: \"390m\" is not a whole number of hours");
}

TEST_F(BadFlag, KeepsHoursForAsLongAsRowsNeedThem) {
  EXPECT_EQ(error_of({"--keep-hours", "2d"}), "--keep-hours: \"2d\" is not within 3d to 400d");
}

TEST_F(BadFlag, KeepsNoMoreOfAListThanIsLookedAt) {
  EXPECT_EQ(error_of({"--keep-listed", "10001"}),
            "--keep-listed: \"10001\" is not a whole number from 100 to 10000");
}

TEST_F(BadFlag, KeepsListsOfDaysAsLongAsThoseOfHours) {
  EXPECT_EQ(error_of({"--keep-day-lists", "34d"}),
            "--keep-day-lists: keep-day-lists is shorter than keep-hour-lists: make it as long, or "
            "longer");
}

TEST_F(BadFlag, NamesTheWordsItMayBe) {
  EXPECT_EQ(error_of({"--journal-sync", "sometimes"}),
            "--journal-sync: \"sometimes\" is neither \"interval\" nor \"always\"");
}

TEST_F(BadFlag, IsAToggleWithOnlyTwoValues) {
  EXPECT_EQ(error_of({"--allow-evicting-redis=maybe"}),
            "--allow-evicting-redis: \"maybe\" is neither \"true\" nor \"false\"");
}

TEST_F(BadFlag, SaysItsRange) {
  EXPECT_EQ(error_of({"--threads", "65"}), "--threads: \"65\" is not a whole number from 1 to 64");
}

TEST_F(BadFlag, ShowsControlCharactersEscaped) {
  EXPECT_EQ(error_of({"--key-prefix", "a\x1b[2J\n"}),
            R"(--key-prefix: "a\u001b[2J\u000a" is no prefix: write 1 to 32 of letters, digits, )"
            R"(colon, dot, "_", "-")");
}

TEST_F(BadFlag, RefusesBracesInTheKeyPrefixBecauseTheyAreHashTags) {
  EXPECT_NE(error_of({"--key-prefix", "{a}:"}), "");
}

TEST_F(BadFlag, NeverShowsTheRedisPassword) {
  EXPECT_EQ(error_of({"--redis", "rdis://u:secret@h"}),
            "--redis: \"rdis\" is not a scheme known here: use redis:// or unix://");
}

TEST_F(BadFlag, NamesAConfigThatCannotBeRead) {
  EXPECT_EQ(error_of({"--config", path("none.toml")}),
            "--config: cannot read \"DIR/none.toml\": No such file or directory");
}

TEST_F(BadFlag, NamesAHostOfTwoSites) {
  EXPECT_EQ(error_of({"--site", "a.example,c.example", "--site", "b.example,www.c.example"}),
            "--site: \"c.example\" belongs to the site \"a.example\" already: name each host once");
}

TEST_F(BadFlag, RefusesTwoListenersOnOnePort) {
  EXPECT_EQ(error_of({"--listen", ":9228"}),
            "--listen: listen and admin-listen both take port 9228: give one of them another");
}

TEST_F(BadFlag, RefusesToForgetTheJournalBeforeItIsApplied) {
  EXPECT_EQ(error_of({"--journal-retain", "5s", "--flush-interval", "10s"}),
            "--journal-retain: journal-retain is shorter than flush-interval: make it longer");
}

TEST_F(BadFlag, RefusesACertificateWithoutItsKey) {
  EXPECT_EQ(error_of({"--tls-cert", "/c.pem"}),
            "--tls-cert: tls-cert is given without tls-key: name the file of the certificate's key "
            "as well, or leave both out for plain HTTP");
}

TEST_F(BadFlag, RefusesAKeyWithoutItsCertificate) {
  EXPECT_EQ(error_of({"--tls-key", "/k.pem"}),
            "--tls-key: tls-key is given without tls-cert: name the file of the key's certificate "
            "as well, or leave both out for plain HTTP");
}

TEST_F(BadFlag, MayTakeOnePortOnTwoAddresses) {
  EXPECT_EQ(error_of({"--listen", "192.0.2.1:9228"}), "");
}

class BadToken : public BadFlag {
 protected:
  std::string error_of_token(const std::string& text) {
    return error_of({"--token-file", write("token", text)});
  }
};

TEST_F(BadToken, IsMissing) {
  EXPECT_EQ(error_of({"--token-file", path("none")}),
            "--token-file: cannot read \"DIR/none\": No such file or directory");
}

TEST_F(BadToken, IsADirectory) {
  EXPECT_EQ(error_of({"--token-file", path("")}),
            "--token-file: cannot read \"DIR/\": it is a directory");
}

TEST_F(BadToken, IsEmpty) {
  EXPECT_EQ(error_of_token("\n"),
            "--token-file: \"DIR/token\" is empty: fill it with \"openssl rand -hex 32\"");
}

TEST_F(BadToken, IsShort) {
  EXPECT_EQ(error_of_token("0123456789abcde\n"),
            "--token-file: \"DIR/token\" holds fewer than 16 bytes, which can be guessed: fill it "
            "with \"openssl rand -hex 32\"");
}

TEST_F(BadToken, HoldsSeveralWords) {
  EXPECT_EQ(error_of_token("0123456789abcdef secret\n"),
            "--token-file: \"DIR/token\" holds more than one word of printable ASCII: fill it with "
            "\"openssl rand -hex 32\"");
}

class BadVariable : public Launch {
 protected:
  std::string error_of(const std::string& entry) {
    give_variable(entry);
    return error();
  }
};

TEST_F(BadVariable, SuggestsTheNearestName) {
  EXPECT_EQ(error_of("READCOUNT_LISTN=:1"),
            "READCOUNT_LISTN: no such setting; did you mean READCOUNT_LISTEN?");
}

TEST_F(BadVariable, NamesItself) {
  EXPECT_EQ(error_of("READCOUNT_JOURNAL_SYNC=often"),
            "READCOUNT_JOURNAL_SYNC: \"often\" is neither \"interval\" nor \"always\"");
}

TEST_F(BadVariable, CannotAskForACheck) {
  EXPECT_EQ(error_of("READCOUNT_CHECK=1"),
            "READCOUNT_CHECK: no such setting; \"readcountd --help\" lists them all");
}

TEST_F(BadVariable, NamesAConfigThatCannotBeRead) {
  EXPECT_EQ(error_of("READCOUNT_CONFIG=" + path("none.toml")),
            "READCOUNT_CONFIG: cannot read \"DIR/none.toml\": No such file or directory");
}

}  // namespace
}  // namespace readcount::settings
