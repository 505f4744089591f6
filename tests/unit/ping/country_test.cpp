#include "ping/country.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

namespace readcount::ping {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::ThrowsMessage;

std::string country_of(const char* address) {
  const Countries countries(READCOUNT_COUNTRIES);
  return countries.of(boost::asio::ip::make_address(address));
}

/// A file of the test's own, gone with it.
class File {
 public:
  explicit File(const std::string& bytes) : path_(testing::TempDir() + "readcount_countries.mmdb") {
    std::ofstream(path_, std::ios::binary) << bytes;
  }
  ~File() { std::filesystem::remove(path_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

TEST(Countries, KnowTheCountryOfAnAddress) {
  EXPECT_EQ(country_of("192.0.2.1"), "DE");
  EXPECT_EQ(country_of("192.0.2.255"), "DE");
  EXPECT_EQ(country_of("2001:db8::1"), "TR");
}

TEST(Countries, TakeMappedIPv4ForIPv4) { EXPECT_EQ(country_of("::ffff:192.0.2.1"), "DE"); }

TEST(Countries, HaveNoneForAnAddressTheyDoNotHold) {
  EXPECT_EQ(country_of("192.0.3.1"), "");
  EXPECT_EQ(country_of("2001:db9::1"), "");
  EXPECT_EQ(country_of("127.0.0.1"), "");
  EXPECT_EQ(country_of("::1"), "");
}

TEST(Countries, HaveNoneWhereTheDatabaseHoldsNoCode) {
  EXPECT_EQ(country_of("198.51.100.1"), "");  // "xx"
  EXPECT_EQ(country_of("203.0.113.1"), "");   // "EUR"
}

TEST(Countries, SayWhichFileTheyCannotOpenAndWhy) {
  EXPECT_THAT([] { Countries("/nowhere/c.mmdb"); },
              ThrowsMessage<std::invalid_argument>(AllOf(
                  HasSubstr("/nowhere/c.mmdb"), HasSubstr("No such file"), HasSubstr(".mmdb"))));
  EXPECT_THROW(Countries("/"), std::invalid_argument);
}

TEST(Countries, RefuseAFileOfAnotherKind) {
  for (const auto& bytes :
       {std::string(), std::string("not a database"), std::string(5000, '\0')}) {
    const File file(bytes);
    EXPECT_THROW(Countries(file.path()), std::invalid_argument) << bytes.size();
  }
}

TEST(Countries, RefuseADatabaseThatIsCutShort) {
  std::ifstream in(READCOUNT_COUNTRIES, std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(in), {}};
  const File file(whole.substr(0, whole.size() - 20));
  EXPECT_THROW(Countries(file.path()), std::invalid_argument);
}

TEST(Countries, RefuseADatabaseOfSomethingElse) {
  EXPECT_THAT([] { Countries(READCOUNT_NETWORKS); },
              ThrowsMessage<std::invalid_argument>(
                  AllOf(HasSubstr("\"Test-ASN\""), HasSubstr("holds no countries"))));
}

}  // namespace
}  // namespace readcount::ping
