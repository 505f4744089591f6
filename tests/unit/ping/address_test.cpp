#include "ping/address.hpp"

#include "refused.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <utility>

namespace readcount::ping {
namespace {

using namespace std::string_literals;

Sites some_sites() {
  return Sites({{"news.example", {"haber.example"}, {}},
                {"shop.example", {}, {"id", "sayfa no"}},
                {"localhost", {}, {}}});
}

Checked<Article> form(std::string_view url) { return normal_form(url, some_sites()); }

/// "site/path", or the code of the refusal.
std::string normal(std::string_view url) {
  const auto article = form(url);
  return article ? article->site + article->path : std::string(name_of(article.error().code));
}

TEST(NormalForm, TakesAPlainAddressAsItIs) {
  const auto article = form("https://news.example/2026/11/a-b_c~d.e;f=g,h'(i)!j$k&l*m+n:o@p");
  ASSERT_TRUE(article);
  EXPECT_EQ(article->site, "news.example");
  EXPECT_EQ(article->path, "/2026/11/a-b_c~d.e;f=g,h'(i)!j$k&l*m+n:o@p");
}

TEST(NormalForm, IsOneForAllSpellingsOfSchemeAndHost) {
  for (const auto* url :
       {"http://news.example/a", "HTTPS://News.Example/a", "https://www.news.example/a",
        "https://news.example./a", "https://haber.example/a", "https://news.example:443/a",
        "http://news.example:80/a", "https://news.example:/a"}) {
    EXPECT_EQ(normal(url), "news.example/a") << url;
  }
}

TEST(NormalForm, IsOneForRawAndEncodedUtf8) {
  for (const auto* path : {"/haber/türkiye", "/haber/t%C3%BCrkiye", "/haber/t%c3%bcrkiye",
                           "/h%61ber/t%C3%bcrkiye", "/haber%2Ftürkiye/../haber/türkiye"}) {
    EXPECT_EQ(normal("https://news.example"s + path), "news.example/haber/t%C3%BCrkiye") << path;
  }
}

TEST(NormalForm, DecodesWhatNeedsNoEncoding) {
  EXPECT_EQ(normal("https://news.example/%7Eme/%41%2D%5f%27"), "news.example/~me/A-_'");
}

TEST(NormalForm, KeepsEncodedWhatWouldMeanSomethingElseDecoded) {
  EXPECT_EQ(normal("https://news.example/a%2fb/%3f%23%25%2e%2e"), "news.example/a%2Fb/%3F%23%25..");
}

TEST(NormalForm, EncodesWhatBrowsersLeaveAsItIs) {
  EXPECT_EQ(normal("https://news.example/a b|c[d]^\\e"), "news.example/a%20b%7Cc%5Bd%5D%5E%5Ce");
}

TEST(NormalForm, FoldsSlashesAndResolvesDots) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "/"},
      {"/", "/"},
      {"//", "/"},
      {"/a/", "/a"},
      {"/a//", "/a"},
      {"//a///b", "/a/b"},
      {"/./a/./b/.", "/a/b"},
      {"/a/b/..", "/a"},
      {"/a/../b", "/b"},
      {"/../../a", "/a"},
      {"/a/..", "/"},
      {"/a/%2e%2E/b", "/b"},
      {"/a//../b", "/b"},
      {"/..a/b..", "/..a/b.."},
      {"/.well-known", "/.well-known"},
  };
  for (const auto& [path, expected] : cases) {
    EXPECT_EQ(normal("https://news.example"s + path), "news.example"s + expected) << path;
  }
}

TEST(NormalForm, DropsFragmentAndQuery) {
  EXPECT_EQ(normal("https://news.example/a?utm_source=x&id=5#comments"), "news.example/a");
  EXPECT_EQ(normal("https://news.example/a/#/b?c"), "news.example/a");
  EXPECT_EQ(normal("https://news.example?a=/b/"), "news.example/");
  EXPECT_EQ(normal("https://news.example#/b"), "news.example/");
  EXPECT_EQ(normal("https://news.example/a?bad=%zz%00"), "news.example/a");
}

TEST(NormalForm, KeepsTheQueryThatTellsArticlesApartSorted) {
  EXPECT_EQ(normal("https://shop.example/a/?utm=1&id=7&x=%FF"), "shop.example/a?id=7");
  EXPECT_EQ(normal("https://shop.example/?sayfa+no=2&id=b&id=a"),
            "shop.example/?id=a&id=b&sayfa%20no=2");
  EXPECT_EQ(normal("https://shop.example/?id"), "shop.example/?id=");
  EXPECT_EQ(normal("https://shop.example/?ID=7"), "shop.example/");
}

TEST(NormalForm, IsOneForAllSpellingsOfAKeptValue) {
  for (const auto* query : {"id=ü+%2b/", "id=%C3%BC%20%2B%2F", "i%64=%c3%bc+%2B/"}) {
    EXPECT_EQ(normal("https://shop.example/a?"s + query), "shop.example/a?id=%C3%BC%20%2B%2F");
  }
}

TEST(NormalForm, RefusesWhatIsNoArticlesAddress) {
  for (const auto* url : {"",
                          "/a",
                          "a",
                          "//news.example/a",
                          "news.example/a",
                          "https:",
                          "https://",
                          "https:///a",
                          "data:text/html,hi",
                          "javascript:alert(1)",
                          "javascript://news.example/%0aalert(1)",
                          "ftp://news.example/a",
                          "file:///etc/passwd",
                          "mailto:me@news.example",
                          "/a?u=https://x/",
                          "https://me:secret@news.example/a",
                          "https://me@news.example/a",
                          "https://@news.example/",
                          "https://news.example:8080/a",
                          "http://news.example:443/a",
                          "https://news.example:0443/a",
                          "https://news.example:a/",
                          "https://news.example\\@evil.example/",
                          " https://news.example/",
                          "https:/news.example/a",
                          "https:\\\\news.example/a",
                          "https://haber.türkiye/a",
                          "https://news.example/100%",
                          "https://news.example/%zz",
                          "https://shop.example/?id=%z"}) {
    EXPECT_THAT(form(url), RefusedAs(Code::bad_url)) << url;
  }
}

TEST(NormalForm, RefusesOtherSites) {
  for (const auto* url : {"https://evil.example/a", "https://news.example.evil/a", "https://[::1]/",
                          "https://news.example%2eevil/", "https://evil.example:8080/a"}) {
    EXPECT_THAT(form(url), RefusedAs(Code::unknown_site)) << url;
  }
}

TEST(NormalForm, RefusesWhatIsNoText) {
  for (const auto* rest : {"/\xFF", "/a?\xC3", "/a#\x80", "/%FF", "/t%FCrkiye", "/%C0%AF"}) {
    EXPECT_THAT(form("https://news.example"s + rest), RefusedAs(Code::bad_utf8)) << rest;
  }
  for (const auto& rest : {"/a\0b"s, "/a\n"s, "/?\t"s, "/#\x7f"s, "/%00"s, "/a%0a"s, "/%1F"s,
                           "/%7f"s, "/%C2%85"s, "\xC2\x85"s}) {
    EXPECT_THAT(form("https://news.example" + rest), RefusedAs(Code::control_character)) << rest;
  }
  EXPECT_THAT(form("https://shop.example/?id=%00"), RefusedAs(Code::control_character));
  EXPECT_THAT(form("https://shop.example/?id=%FF"), RefusedAs(Code::bad_utf8));
}

TEST(NormalForm, RefusesWhatIsTooLong) {
  const auto path = "/" + std::string(kMaxPath - 1, 'a');
  EXPECT_EQ(normal("https://news.example" + path), "news.example" + path);
  EXPECT_EQ(normal("https://news.example" + path + "/"), "news.example" + path);
  EXPECT_THAT(form("https://news.example" + path + "a"), RefusedAs(Code::url_too_long));
  EXPECT_THAT(form("https://shop.example" + path + "?id="), RefusedAs(Code::url_too_long));

  const auto query = "https://news.example/a?" + std::string(3000, 'q');
  EXPECT_EQ(normal(query.substr(0, kMaxUrl)), "news.example/a");
  EXPECT_THAT(form(query.substr(0, kMaxUrl + 1)), RefusedAs(Code::url_too_long));
}

TEST(NormalForm, CountsThePathAsItIsKept) {
  std::string path = "/";
  while (path.size() < 200) path += "ü";  // three bytes for each
  EXPECT_THAT(form("https://news.example" + path), RefusedAs(Code::url_too_long));
}

TEST(NormalForm, DropsAnyPortOfThisMachine) {
  EXPECT_EQ(normal("http://localhost:3000/a"), "localhost/a");
  const Sites trial(std::vector<SiteRule>{});
  EXPECT_EQ(normal_form("http://news.localhost:8228/demo", trial)->site, "news.localhost");
  EXPECT_EQ(normal_form("http://127.0.0.1:8228/demo", trial)->site, "127.0.0.1");
  EXPECT_EQ(normal_form("http://[::1]:8228/demo", trial)->site, "[::1]");
}

TEST(UrlOf, GivesTheAddressOfAnArticle) {
  EXPECT_EQ(url_of({"news.example", "/a?id=1"}), "https://news.example/a?id=1");
  EXPECT_EQ(url_of({"news.example", ""}), "https://news.example");
  EXPECT_EQ(url_of({"news.example", "(other)"}), "https://news.example");
  EXPECT_EQ(url_of({"demo.localhost", "/a"}), "http://demo.localhost/a");
}

/// Paths and queries of the pieces that could break a normal form, in any order.
rc::Gen<std::string> rest_of_a_url() {
  const auto piece = rc::gen::element<std::string>("/", "/", "/", ".", ".", "..", "a", "B", "%41",
                                                   "%2e", "%2F", "%25", "%3f", "%c3%bc", "ü", "🐈",
                                                   " ", "+", "%2B", "|", "[", "\\", ";", "=", "&",
                                                   "?", "id=", "&id=", "sayfa+no=", "#", ":", "@");
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(piece), [](const auto& pieces) {
    std::string rest = "/";
    for (const auto& each : pieces) rest += each;
    return rest;
  });
}

RC_GTEST_PROP(NormalForm, IsItsOwnNormalForm, ()) {
  const auto host = *rc::gen::element<std::string>("news.example", "shop.example", "localhost:99");
  const auto once = form("https://" + host + *rest_of_a_url());
  RC_PRE(once.has_value());
  const auto twice = form(url_of(*once));
  RC_ASSERT(twice.has_value());
  RC_ASSERT(twice->site == once->site);
  RC_ASSERT(twice->path == once->path);
}

RC_GTEST_PROP(NormalForm, IsPrintableAsciiWithoutEmptyOrDotSegments, ()) {
  const auto article = form("https://news.example" + *rest_of_a_url());
  RC_PRE(article.has_value());
  const auto path = article->path + "/";
  RC_ASSERT(path.find_first_of("?#") == std::string::npos);
  RC_ASSERT(path == "//" || path.find("//") == std::string::npos);
  RC_ASSERT(path.find("/./") == std::string::npos && path.find("/../") == std::string::npos);
  for (const char c : path) RC_ASSERT(c > ' ' && c <= '~');
}

TEST(KnownOrigin, IsTheOriginOfASite) {
  const auto sites = some_sites();
  for (const auto* origin :
       {"https://news.example", "http://www.news.example", "HTTPS://NEWS.EXAMPLE",
        "https://haber.example:443", "http://localhost:3000"}) {
    EXPECT_TRUE(is_known_origin(origin, sites)) << origin;
  }
}

TEST(KnownOrigin, IsNothingElse) {
  const auto sites = some_sites();
  for (const auto* origin :
       {"", "null", "news.example", "https://evil.example", "https://news.example.evil",
        "https://news.example:8080", "https://news.example/", "https://news.example?", "https://",
        "ftp://news.example", "https://me@news.example",
        "https://evil.example/https://news.example", "https://evil.example#://news.example",
        "chrome-extension://news.example"}) {
    EXPECT_FALSE(is_known_origin(origin, sites)) << origin;
  }
}

}  // namespace
}  // namespace readcount::ping
