#pragma once

#include <boost/asio/ip/address.hpp>

#include <filesystem>
#include <memory>
#include <string>

struct MMDB_s;

namespace readcount::ping {

/// A database of countries by address, in MaxMind's format. The file is mapped, not read: a newer
/// one must take its place by a rename, never be written into it, and counts once that is opened.
/// Immutable; any thread.
class Countries {
 public:
  /// Opens the file. Throws std::invalid_argument, naming the file and the remedy, when it cannot
  /// be read or holds no countries.
  explicit Countries(const std::filesystem::path& file);

  /// The country's two letters (ISO 3166), upper case; empty where the database knows none. Of
  /// IPv6-mapped IPv4, that of the IPv4. No more than a search in memory.
  std::string of(const boost::asio::ip::address& address) const;

 private:
  struct Close {
    void operator()(MMDB_s* database) const noexcept;
  };

  std::unique_ptr<MMDB_s, Close> database_;
};

}  // namespace readcount::ping
