#include "journal/run_id.hpp"

#include <sodium.h>

#include <stdexcept>

namespace readcount::journal {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";

}  // namespace

RunId RunId::random() {
  if (sodium_init() < 0) throw std::runtime_error("libsodium finds no source of randomness");
  Bytes bytes;
  randombytes_buf(bytes.data(), bytes.size());
  return RunId(bytes);
}

std::optional<RunId> RunId::parse(std::string_view hex) {
  Bytes bytes{};
  if (hex.size() != 2 * bytes.size()) return std::nullopt;
  for (std::size_t i = 0; i < hex.size(); ++i) {
    const auto digit = kDigits.find(hex[i]);
    if (digit == std::string_view::npos) return std::nullopt;
    bytes[i / 2] = static_cast<std::uint8_t>(bytes[i / 2] << 4U | digit);
  }
  return RunId(bytes);
}

std::string RunId::hex() const {
  std::string text;
  text.reserve(2 * bytes_.size());
  for (const auto byte : bytes_) {
    text += kDigits[byte >> 4U];
    text += kDigits[byte & 0xfU];
  }
  return text;
}

}  // namespace readcount::journal
