#include "ping/country.hpp"

#include "ping/text.hpp"

#include <maxminddb.h>
#include <netinet/in.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string_view>
#include <system_error>

namespace readcount::ping {
namespace {

namespace ip = boost::asio::ip;

constexpr const char* kRemedy =
    ": name a database of countries or cities in MaxMind's format (.mmdb), or none";

std::string reason_of(int status) {
  const bool is_system = status == MMDB_FILE_OPEN_ERROR || status == MMDB_IO_ERROR;
  return is_system ? std::generic_category().message(errno) : MMDB_strerror(status);
}

MMDB_lookup_result_s look_up(const MMDB_s& database, const ip::address& address, int& status) {
  sockaddr_storage storage{};
  if (address.is_v4()) {
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    const auto bytes = address.to_v4().to_bytes();
    std::memcpy(&v4.sin_addr, bytes.data(), bytes.size());
    std::memcpy(&storage, &v4, sizeof(v4));
  } else {
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    const auto bytes = address.to_v6().to_bytes();
    std::memcpy(&v6.sin6_addr, bytes.data(), bytes.size());
    std::memcpy(&storage, &v6, sizeof(v6));
  }
  return MMDB_lookup_sockaddr(&database, reinterpret_cast<const sockaddr*>(&storage), &status);
}

constexpr bool is_upper(char c) noexcept { return c >= 'A' && c <= 'Z'; }

}  // namespace

void Countries::Close::operator()(MMDB_s* database) const noexcept {
  MMDB_close(database);
  delete database;
}

Countries::Countries(const std::filesystem::path& file) {
  auto opened = std::make_unique<MMDB_s>();
  const int status = MMDB_open(file.c_str(), MMDB_MODE_MMAP, opened.get());
  if (status != MMDB_SUCCESS) {
    throw std::invalid_argument("cannot read countries from " + in_quotes(file.string()) + " (" +
                                reason_of(status) + ')' + kRemedy);
  }
  database_.reset(opened.release());
  const std::string type = database_->metadata.database_type;
  for (const char* const word : {"Country", "City", "Enterprise"}) {
    if (type.find(word) != std::string::npos) return;
  }
  throw std::invalid_argument(in_quotes(file.string()) + " is a database of the type " +
                              in_quotes(type) + ", which holds no countries" + kRemedy);
}

std::string Countries::of(const ip::address& address) const {
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    return of(ip::make_address_v4(ip::v4_mapped, address.to_v6()));
  }
  int status = MMDB_SUCCESS;
  auto found = look_up(*database_, address, status);
  if (status != MMDB_SUCCESS || !found.found_entry) return {};
  constexpr const char* kPath[] = {"country", "iso_code", nullptr};
  MMDB_entry_data_s code{};
  status = MMDB_aget_value(&found.entry, &code, kPath);
  const bool is_text =
      status == MMDB_SUCCESS && code.has_data && code.type == MMDB_DATA_TYPE_UTF8_STRING;
  if (!is_text || code.data_size != 2) return {};
  const std::string_view letters(code.utf8_string, code.data_size);
  return std::all_of(letters.begin(), letters.end(), is_upper) ? std::string(letters) : "";
}

}  // namespace readcount::ping
