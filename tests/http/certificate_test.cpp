#include "http/certificate.hpp"

#include "made_certificate.hpp"

#include <gmock/gmock.h>

namespace readcount::http {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using testing::HasSubstr;
using Of = CertificateFailure::Of;

void expect_failure(const Certificate::Made& made, Of of, const char* text) {
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().of, of);
  EXPECT_THAT(made.error().text, HasSubstr(text));
}

TEST(Certificate, IsMadeOfAChainAndItsKey) {
  const MadeCertificate made;
  const auto certificate = Certificate::make(made.chain, made.key);
  ASSERT_TRUE(certificate) << certificate.error().text;
  EXPECT_NE((*certificate)->context(), nullptr);
}

TEST(Certificate, IsFoundAmongOtherThings) {
  const MadeCertificate made;
  const auto all = "a note\n" + made.key + "\n" + made.chain + "\nanother\n";
  EXPECT_TRUE(Certificate::make(all, all));
}

TEST(Certificate, IsValidForAsLongAsAllOfItsChain) {
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const MadeCertificate own(hours(-5), hours(9));
  const MadeCertificate above(hours(-2), hours(7));
  const auto made = Certificate::make(own.chain + above.chain, own.key);
  ASSERT_TRUE(made);
  EXPECT_LE((*made)->begins() - now + hours(2), minutes(1));
  EXPECT_GE((*made)->begins() - now + hours(2), minutes(-1));
  EXPECT_LE((*made)->ends() - now - hours(7), minutes(1));
  EXPECT_GE((*made)->ends() - now - hours(7), minutes(-1));
}

TEST(Certificate, RefusesWhatIsNone) {
  const MadeCertificate made;
  expect_failure(Certificate::make("", made.key), Of::chain, "holds no certificate");
  expect_failure(Certificate::make(made.key, made.key), Of::chain, "holds no certificate");
  expect_failure(Certificate::make(made.chain, ""), Of::key, "holds no private key");
  expect_failure(Certificate::make(made.chain, made.chain), Of::key, "holds no private key");
}

TEST(Certificate, RefusesADamagedOneWhereverItStands) {
  const MadeCertificate made;
  auto broken = made.chain;
  broken.replace(broken.size() / 2, 8, "!!!!!!!!");
  expect_failure(Certificate::make(broken, made.key), Of::chain, "is damaged");
  expect_failure(Certificate::make(made.chain + broken, made.key), Of::chain, "is damaged");
}

/// A file that is just being written must never pass for a shorter one.
TEST(Certificate, RefusesAFileThatIsCutInACertificateOrAKey) {
  const MadeCertificate made;
  for (std::size_t size = 0; size + 1 < made.chain.size(); ++size) {
    EXPECT_FALSE(Certificate::make(made.chain.substr(0, size), made.key)) << size;
  }
  for (std::size_t size = 0; size + 1 < made.key.size(); ++size) {
    EXPECT_FALSE(Certificate::make(made.chain, made.key.substr(0, size))) << size;
  }
}

TEST(Certificate, RefusesTheKeyOfAnother) {
  const MadeCertificate made;
  expect_failure(Certificate::make(made.chain, MadeCertificate().key), Of::key,
                 "holds the key of another certificate");
}

TEST(Certificate, AsksNobodyForAPassword) {
  const MadeCertificate made;
  expect_failure(Certificate::make(made.chain, made.locked_key), Of::key,
                 "is locked by a password");
}

}  // namespace
}  // namespace readcount::http
