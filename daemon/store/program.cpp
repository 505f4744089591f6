#include "store/program.hpp"

#include "base/bytes.hpp"
#include "store/piece.hpp"
#include "store/stay.hpp"
#include "tally/subject.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <utility>

namespace readcount::store {
namespace {

using std::chrono::days;
using std::chrono::hours;
using tally::SubjectKind;

const std::string kNever;

/// The shortest text that is exactly this number.
std::string text_of(double number) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
  return {text.data(), end};
}

/// Fields and amounts of one instruction that adds; amounts of 0 are left out.
class Amounts {
 public:
  template <class Number>
  void add(std::string_view field, Number amount) {
    if (amount == 0) return;
    words_.add(field);
    if constexpr (std::is_floating_point_v<Number>) {
      words_.add(text_of(amount));
    } else {
      words_.add(amount);
    }
  }
  bool empty() const noexcept { return words_.size() == 0; }

  /// Puts the number of pairs and the pairs behind an instruction's first words.
  void put_behind(Arguments& out) const {
    out.add(words_.size() / 2);
    out.add_all(words_);
  }

 private:
  Arguments words_;
};

std::string field_of(char letter, std::string_view time) {
  std::string field(1, letter);
  return field.append(time);
}

std::array<std::pair<char, std::uint64_t>, 5> counts_of(const tally::Delta& delta) {
  return {{{'l', delta.loads},
           {'v', delta.views},
           {'d', delta.reads},
           {'c', delta.completions},
           {'e', delta.engaged}}};
}

}  // namespace

Program::Program(const Layout& layout, std::string_view tag) : Program(layout, tag, {}) {}

Program::Program(const Layout& layout, std::string_view tag, std::string move)
    : keys_(layout.keys), lifetimes_(layout.lifetimes), tag_(tag), move_(std::move(move)) {
  use(keys_.markers(tag_));
}

std::size_t Program::use(std::string key) {
  used_.push_back(std::move(key));
  return used_.size();  // Lua counts from 1
}

void Program::begin_hashes(std::initializer_list<Target> targets) {
  words_.add("H");
  add_targets(targets);
}

void Program::begin_lists(std::initializer_list<Target> targets) {
  words_.add("Z");
  add_targets(targets);
  words_.add(kMostInList);
}

void Program::add_targets(std::initializer_list<Target> targets) {
  words_.add(targets.size());
  for (const auto& target : targets) {
    words_.add(target.key);
    words_.add(target.expires);
  }
}

void Program::add(const tally::Delta& delta) {
  Piece piece(delta, lifetimes_);
  piece.article_key = use(keys_.article(tag_, delta.article));
  piece.hours_key = use(keys_.hours(tag_, delta.article, piece.of_day));
  add_counts(piece);
  add_readers(piece);
  add_minutes(piece);
  add_spread(piece);
  add_sources(piece);
  add_lists(piece);
  add_about(piece);
  add_starts(piece);
  if (!delta.erased.empty()) add_erasure(piece);
  if (delta.merged) add_merge(piece);
  words_.add("T");
  words_.add(piece.article_key);
}

void Program::add_counts(const Piece& piece) {
  Amounts totals;
  Amounts of_hour;
  for (const auto& [letter, amount] : counts_of(piece.delta)) {
    totals.add(field_of(letter, {}), amount);
    totals.add(field_of(letter, piece.month), amount);
    totals.add(field_of(letter, piece.day), amount);
    of_hour.add(field_of(letter, piece.hour), amount);
  }
  if (totals.empty()) return;
  begin_hashes({{piece.article_key, kNever}});
  totals.put_behind(words_);
  begin_hashes({{piece.hours_key, piece.hours_expire()}});
  of_hour.put_behind(words_);
}

void Program::add_readers(const Piece& piece) {
  const auto& delta = piece.delta;
  if (delta.readers.empty()) return;
  std::string readers;
  readers.reserve(delta.readers.size() * sizeof(ping::ReaderKey));
  for (const auto reader : delta.readers) put(readers, reader);
  words_.add("R");
  words_.add(piece.article_key);
  words_.add(piece.hours_key);
  words_.add(use(keys_.day_readers(tag_, delta.article, piece.of_day)));
  words_.add(use(keys_.hour_readers(tag_, delta.article, delta.hour)));
  for (const auto& text : {piece.month, piece.day, piece.hour}) words_.add(text);
  words_.add(piece.hours_expire());
  words_.add(seconds_of(kDayReadersStay));
  words_.add(seconds_of(kHourReadersStay));
  words_.add(readers);
}

void Program::add_minutes(const Piece& piece) {
  Amounts amounts;
  for (const auto& minute : piece.delta.minutes) {
    const auto text = minute_text(minute.minute);
    amounts.add(field_of('v', text), minute.views);
    amounts.add(field_of('d', text), minute.reads);
    amounts.add(field_of('e', text), minute.engaged);
  }
  if (amounts.empty()) return;
  begin_hashes({{use(keys_.minutes(tag_, piece.delta.article, piece.delta.hour)),
                 minutes_expire(piece.delta.hour, lifetimes_)}});
  amounts.put_behind(words_);
}

void Program::add_spread(const Piece& piece) {
  constexpr std::array<std::string_view, 4> kScroll{"s25", "s50", "s75", "s100"};
  Amounts amounts;
  const auto& spread = piece.delta.spread;
  for (const auto& [bucket, amount] : spread.buckets) {
    amounts.add("b" + std::to_string(bucket), amount);
  }
  for (std::size_t i = 0; i < kScroll.size(); ++i) amounts.add(kScroll[i], spread.scroll[i]);
  if (amounts.empty()) return;
  begin_hashes({{piece.article_key, kNever},
                {use(keys_.spread(tag_, piece.delta.article, piece.of_day)),
                 unix_time(piece.of_day + days(1) + lifetimes_.engagement)}});
  amounts.put_behind(words_);
}

void Program::add_sources(const Piece& piece) {
  Amounts amounts;
  for (const auto& source : piece.delta.sources) {
    amounts.add(std::string{source.kind, ':'} + source.value, source.amount);
  }
  if (amounts.empty()) return;
  const auto stay =
      piece.kind == SubjectKind::article ? lifetimes_.sources : lifetimes_.site_sources;
  begin_hashes({{use(keys_.sources(tag_, piece.delta.article, piece.of_day)),
                 unix_time(piece.of_day + days(1) + stay)}});
  amounts.put_behind(words_);
}

void Program::add_lists(const Piece& piece) {
  if (piece.delta.articles.empty()) return;
  for (const char metric : {'v', 'd', 'e'}) add_lists_of(piece, metric);
  add_trend(piece);
}

void Program::add_lists_of(const Piece& piece, char metric) {
  Amounts amounts;
  for (const auto& article : piece.delta.articles) {
    amounts.add(article.path, metric == 'v'   ? article.views
                              : metric == 'd' ? article.reads
                                              : article.engaged);
  }
  if (amounts.empty()) return;
  const auto list = [&](std::string_view slot) {
    return use(keys_.list(tag_, metric, piece.delta.article, slot));
  };
  begin_lists({{list(piece.month), kNever},
               {list(piece.day), unix_time(piece.of_day + days(1) + lifetimes_.day_lists)},
               {list(day_hour_text(piece.delta.hour)),
                unix_time(piece.delta.hour + hours(1) + lifetimes_.hour_lists)}});
  amounts.put_behind(words_);
}

void Program::add_trend(const Piece& piece) {
  Amounts amounts;
  for (const auto& article : piece.delta.articles) amounts.add(article.path, article.weight);
  if (amounts.empty()) return;
  begin_lists({{use(keys_.trend(tag_, piece.delta.article, piece.of_day)),
                unix_time(piece.of_day + days(1) + kTrendStays)}});
  amounts.put_behind(words_);
}

void Program::add_about(const Piece& piece) {
  const auto& about = piece.delta.about;
  if (!about) return;
  Arguments pairs;
  const auto set = [&pairs](std::string_view field, const std::string& value) {
    if (value.empty()) return;
    pairs.add(field);
    pairs.add(value);
  };
  set("title", about->title);
  set("section", about->section);
  set("author", about->author);
  set("published", about->published);
  words_.add("S");
  words_.add(piece.article_key);
  words_.add(pairs.size() / 2);
  words_.add_all(pairs);
}

void Program::add_starts(const Piece& piece) {
  for (const auto& start : piece.delta.starts) {
    const bool own = piece.kind == SubjectKind::article;
    words_.add("V");
    words_.add(piece.article_key);
    words_.add(own ? piece.article_key : use(keys_.starts(tag_, piece.delta.article)));
    words_.add(own ? std::string_view("start") : std::string_view(start.path));
    words_.add(start.at.time_since_epoch().count());
    const auto& value = start.value;
    for (const auto number :
         {value.loads, value.views, value.readers, value.reads, value.completions, value.engaged}) {
      words_.add(number);
    }
  }
}

}  // namespace readcount::store
