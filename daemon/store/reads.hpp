#pragma once

#include "query/pieces.hpp"
#include "store/codec.hpp"
#include "store/failure.hpp"
#include "store/keys.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

// What questions read of Redis, as pure functions: the commands, and what their answers say. A key
// that is missing or of a wrong type is empty, so that one broken key does not take the others
// away.

namespace readcount::store {

/// A hash of a subject (SCHEMA.md) by its kind and its time: `hours`, `spread` and `sources` are of
/// the day, `minutes` of the hour in which `at` lies.
struct HashName {
  enum class Kind { article, hours, minutes, spread, sources };

  Kind kind = Kind::article;
  ping::Article subject;
  query::Second at{};

  friend bool operator==(const HashName&, const HashName&) = default;
};

/// Some fields of a hash; at least one.
struct FieldsRead {
  HashName hash;
  std::vector<std::string> fields;
};

/// A list of a site's, section's or author's articles in a month, a day or an hour: by `metric`, a
/// letter of the totals, or kTrend, by weight, of which there are days only.
struct ListName {
  static constexpr char kTrend = 'w';

  char metric = 'v';
  ping::Article subject;
  query::Piece slot;

  friend bool operator==(const ListName&, const ListName&) = default;
};

/// A line of a list.
struct Listed {
  std::string path;
  double value = 0;
};

/// A field of a hash of amounts.
using Amount = std::pair<std::string, std::uint64_t>;

/// What is to be read for the stored numbers of a subject and a metric, a letter of the totals. The
/// fields of all reads together stand in the order of the pieces.
std::vector<FieldsRead> reads_of(const ping::Article& subject, std::span<const query::Piece> pieces,
                                 char metric);

Arguments read_fields(const Keys& keys, const FieldsRead& read);
Arguments read_hash(const Keys& keys, const HashName& hash);

/// The `most` greatest of a list, the greatest first.
Arguments read_list(const Keys& keys, const ListName& list, std::size_t most);

/// The answer to read_fields(): as many texts as were asked for, "" for what is missing.
Result<std::vector<std::string>> decode_fields(const Reply& reply, std::size_t fields);

/// The answer to read_hash(). What is no number, or negative, is left out.
Result<std::vector<Amount>> decode_hash(const Reply& reply);

/// The answer to read_list().
Result<std::vector<Listed>> decode_list(const Reply& reply);

/// The amount that a field holds; 0 when it is missing, negative or no number.
std::uint64_t amount_in(std::string_view field) noexcept;

}  // namespace readcount::store
