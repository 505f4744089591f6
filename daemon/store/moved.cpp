#include "store/moved.hpp"

#include "store/classify.hpp"
#include "store/erased.hpp"
#include "store/piece.hpp"
#include "store/program.hpp"
#include "store/replies.hpp"

#include <array>

namespace readcount::store {
namespace {

constexpr char kSeparator = '\n';  // in no host or path

/// The kind of line that holds what such a part does.
std::optional<dump::Kind> kind_of(char kind) {
  switch (kind) {
    case 'h':
      return dump::Kind::hours;
    case 'e':
      return dump::Kind::spread;
    case 'o':
      return dump::Kind::sources;
    default:
      return std::nullopt;
  }
}

/// The values that may stand in such a line.
dump::Line line_of(const MovedPart& part, dump::Kind kind, const ping::Article& into) {
  dump::Line line{kind, into, 0, part.name.size() > 2 ? part.name.substr(2) : std::string()};
  for (const auto& [name, value] : part.values) {
    if (dump::is_possible(line, name, value)) line.values.emplace_back(name, value);
  }
  return line;
}

/// The kind and time of a key of the article: `rc:{7}:h:news.example/x:20261123` is `h:20261123`.
std::string name_of(const Keys& keys, std::string_view tag, const ping::Article& article,
                    std::string_view key) {
  const auto at = keys.prefix().size() + tag.size() + 3;  // "{}:"
  std::string name(1, key[at]);
  const auto rest = key.substr(at + 2 + article.site.size() + article.path.size());
  return name.append(rest);
}

}  // namespace

std::string move_of(std::string_view producer, tally::RecordNumber number) {
  return std::string(producer) + "-" + std::to_string(number);
}

std::string producer_of(const Move& move) { return "merge-" + move.id; }

ping::Article into_of(const Move& move) { return {move.from.site, move.into}; }

std::string text_of(const Move& move) {
  return move.from.site + kSeparator + move.from.path + kSeparator + move.into;
}

std::optional<Move> read_move(std::string_view id, std::string_view text) {
  const auto first = text.find(kSeparator);
  if (first == std::string_view::npos) return std::nullopt;
  const auto second = text.find(kSeparator, first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  return Move{
      std::string(id),
      {std::string(text.substr(0, first)), std::string(text.substr(first + 1, second - first - 1))},
      std::string(text.substr(second + 1))};
}

bool has_readers(const MovedPart& part) {
  return part.name.starts_with('d') || part.name.starts_with('u');
}

Result<dump::Values> decode_pairs(const Reply& reply) {
  constexpr std::string_view kDoing = "reading what is merged";
  if (reply.is_error() && error_word(reply.text) == "WRONGTYPE") return dump::Values();
  if (reply.is_error()) return failure_of(kDoing, reply.text);
  if (reply.kind != Reply::Kind::array || reply.elements.size() % 2 != 0) return nonsense(kDoing);
  dump::Values values;
  values.reserve(reply.elements.size() / 2);
  for (std::size_t i = 0; i < reply.elements.size(); i += 2) {
    values.emplace_back(reply.elements[i].text, reply.elements[i + 1].text);
  }
  return values;
}

void Program::add(const MovedPart& part, const ping::Article& into) {
  const char kind = part.name[0];
  if (has_readers(part)) {
    if (part.readers.empty()) return;
    words_.add("U");
    words_.add(use(keys_.of_article(tag_, part.name, into)));
    words_.add(part.readers);
    words_.add(use(keys_.parcel_part(tag_, move_, part.number)));
    words_.add(seconds_of(kind == 'd' ? kDayReadersStay : kHourReadersStay));
    return;
  }
  if (kind == 'a') {
    add(line_of(part, dump::Kind::totals, into));
    add(line_of(part, dump::Kind::about, into));
  } else if (const auto of_line = kind_of(kind)) {
    add(line_of(part, *of_line, into));
  } else if (const auto hour = dump::begin_of(part.name.substr(2))) {
    begin_hashes(
        {{use(keys_.of_article(tag_, part.name, into)), minutes_expire(*hour, lifetimes_)}});
    words_.add(part.values.size());
    for (const auto& [name, value] : part.values) {
      words_.add(name);
      words_.add(value);
    }
  }
}

/// Of an article all that is kept goes aside, for it belongs to another partition; in the lists of
/// its subjects what it has goes to the other article.
void Program::add_merge(const Piece& piece) {
  const auto& delta = piece.delta;
  const auto& merge = *delta.merged;
  if (piece.kind == tally::SubjectKind::article) return add_parcel(piece);
  const auto lists = lists_of(keys_, tag_, delta.article, delta.hour);
  words_.add("M");
  words_.add(merge.from);
  words_.add(merge.into);
  words_.add(lists.size());
  for (const auto& key : lists) words_.add(use(key));
}

void Program::add_parcel(const Piece& piece) {
  const auto& article = piece.delta.article;
  const Move move{move_, article, piece.delta.merged->into};
  const auto all = keys_of_article(keys_, tag_, article, piece.delta.hour);
  words_.add("P");
  words_.add(use(keys_.moves(tag_)));
  words_.add(move.id);
  words_.add(store::text_of(move));
  words_.add(use(keys_.parcel(tag_, move.id)));
  words_.add(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    words_.add(use(all[i]));
    words_.add(use(keys_.parcel_part(tag_, move.id, i + 1)));
    words_.add(name_of(keys_, tag_, article, all[i]));
  }
}

}  // namespace readcount::store
