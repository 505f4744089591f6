#pragma once

#include "dump/line.hpp"
#include "store/arguments.hpp"
#include "store/keys.hpp"
#include "tally/batch.hpp"

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace readcount::store {

struct MovedPart;

/// The program of the apply script: what it does to which keys. SCHEMA.md, "The script".
class Program {
 public:
  /// `tag` stands between the braces of all keys.
  Program(const Layout& layout, std::string_view tag);

  /// The same; `move` names the merge that the program may begin or end.
  Program(const Layout& layout, std::string_view tag, std::string move);

  /// Adds all that a delta changes, and asks for its subject's totals.
  void add(const tally::Delta& delta);

  /// Adds what a line of an export holds; of an article's texts those that are not known yet.
  void add(const dump::Line& line);

  /// Adds a part of what was counted of an article to another one.
  void add(const MovedPart& part, const ping::Article& into);

  /// The keys, the markers first.
  const std::vector<std::string>& keys() const noexcept { return used_; }

  const Arguments& words() const noexcept { return words_; }

 private:
  /// A delta and the texts of its time.
  struct Piece;

  /// A key that is added to, and when it expires: a Unix time, or empty.
  struct Target {
    std::size_t key;
    std::string expires;
  };

  /// An instruction that adds the same to each of them; how many pairs, and these, come behind.
  void begin_hashes(std::initializer_list<Target> targets);
  void begin_lists(std::initializer_list<Target> targets);
  void add_targets(std::initializer_list<Target> targets);

  void add_counts(const Piece& piece);
  void add_readers(const Piece& piece);
  void add_minutes(const Piece& piece);
  void add_spread(const Piece& piece);
  void add_sources(const Piece& piece);
  void add_lists(const Piece& piece);
  void add_lists_of(const Piece& piece, char metric);
  void add_trend(const Piece& piece);
  void add_about(const Piece& piece);
  void add_starts(const Piece& piece);
  void add_erasure(const Piece& piece);
  void add_merge(const Piece& piece);
  void add_parcel(const Piece& piece);
  std::size_t use(std::string key);

  const Keys& keys_;
  const Lifetimes& lifetimes_;
  std::string tag_;
  std::string move_;
  std::vector<std::string> used_;
  Arguments words_;
};

}  // namespace readcount::store
