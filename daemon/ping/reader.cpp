#include "ping/reader.hpp"

#include "base/bytes.hpp"

#include <sodium/crypto_shorthash_siphash24.h>

namespace readcount::ping {
namespace {

namespace ip = boost::asio::ip;

constexpr std::size_t kMaxUserAgent = 512;
constexpr std::size_t kNetworkBytes = 8;  // a /64

template <std::size_t N>
void append_bytes(std::string& out, const std::array<unsigned char, N>& bytes, std::size_t count) {
  out.append(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(count));
}

void append_address(std::string& out, const ip::address& address) {
  if (address.is_v4()) {
    append_bytes(out += '4', address.to_v4().to_bytes(), 4);
  } else if (address.to_v6().is_v4_mapped()) {
    append_bytes(out += '4', ip::make_address_v4(ip::v4_mapped, address.to_v6()).to_bytes(), 4);
  } else {
    append_bytes(out += '6', address.to_v6().to_bytes(), kNetworkBytes);
  }
}

}  // namespace

std::string reader_identity(const ip::address& address, std::string_view user_agent,
                            std::string_view site) {
  user_agent = user_agent.substr(0, kMaxUserAgent);
  std::string identity;
  identity.reserve(1 + kNetworkBytes + site.size() + 1 + user_agent.size());
  append_address(identity, address);
  // A site's name holds no NUL, so no two readers have the same bytes.
  identity.append(site).append(1, '\0').append(user_agent);
  return identity;
}

ReaderKey reader_key(std::string_view identity, const Salt16& salt) noexcept {
  static_assert(std::tuple_size_v<Salt16> == crypto_shorthash_siphash24_KEYBYTES);
  std::array<char, crypto_shorthash_siphash24_BYTES> hash{};
  static_assert(sizeof(hash) == sizeof(ReaderKey));
  crypto_shorthash_siphash24(reinterpret_cast<unsigned char*>(hash.data()),
                             reinterpret_cast<const unsigned char*>(identity.data()),
                             identity.size(), salt.data());
  return peek<ReaderKey>({hash.data(), hash.size()});
}

}  // namespace readcount::ping
