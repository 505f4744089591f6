#include "store/pruning.hpp"

#include "base/number.hpp"
#include "query/pieces.hpp"
#include "store/classify.hpp"
#include "store/replies.hpp"
#include "store/state.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

namespace readcount::store {
namespace {

constexpr std::size_t kMostAtOnce = 2'000;  // cut by one command, in one to three milliseconds
constexpr std::chrono::hours kGrace{1};
constexpr std::string_view kTurn = "3600";

std::optional<query::Piece> slot_in(std::string_view text) {
  using namespace std::chrono;
  const auto part = [text](std::size_t at, std::size_t size) {
    return whole_number<unsigned>(text.substr(at, size)).value_or(99);
  };
  if (text.size() != 6 && text.size() != 8 && text.size() != 10) return std::nullopt;
  if (!whole_number<std::uint64_t>(text)) return std::nullopt;
  const year_month_day date(year(static_cast<int>(part(0, 4))), month(part(4, 2)),
                            day(text.size() > 6 ? part(6, 2) : 1));
  if (!date.ok()) return std::nullopt;
  const query::Second begin = sys_days(date);
  if (text.size() == 6) return query::Piece{query::Grain::month, begin};
  if (text.size() == 8) return query::Piece{query::Grain::day, begin};
  return query::Piece{query::Grain::hour, begin + hours(part(8, 2))};
}

/// Whether a list's key is a section's or an author's: behind the host, which has no ':', stands
/// more than the slot.
bool is_of_group(std::string_view subject) { return subject.find(':') != std::string_view::npos; }

}  // namespace

std::optional<std::size_t> most_in(std::string_view key, Time now, const Lifetimes& lifetimes) {
  constexpr std::string_view kList = "}:t:";
  const auto kind = key.find(kList);
  const auto colon = key.rfind(':');
  const auto begin = kind + kList.size() + 2;  // behind the metric and its ':'
  if (kind == std::string_view::npos || colon <= begin) return std::nullopt;
  const auto slot = slot_in(key.substr(colon + 1));
  if (!slot || query::end_of(slot->grain, slot->begin) + kGrace > now) return std::nullopt;
  const bool is_short =
      slot->grain == query::Grain::hour || is_of_group(key.substr(begin, colon - begin));
  return is_short ? lifetimes.listed : lifetimes.listed_of_site;
}

Arguments find_lists(const Keys& keys, std::string_view cursor) {
  return {"SCAN", cursor, "MATCH", keys.prefix() + "{*}:t:*", "COUNT", "1000", "TYPE", "zset"};
}

Result<FoundLists> decode_lists(const Reply& reply) {
  constexpr std::string_view kDoing = "looking for lists";
  if (reply.is_error()) return failure_of(kDoing, reply.text);
  const auto& parts = reply.elements;
  if (parts.size() != 2 || parts[1].kind != Reply::Kind::array) return nonsense(kDoing);
  FoundLists found;
  found.cursor = parts[0].text;
  for (const auto& key : parts[1].elements) found.keys.push_back(key.text);
  return found;
}

Arguments read_length(std::string_view key) { return {"ZCARD", key}; }

std::vector<Arguments> cut_list(std::string_view key, std::size_t length, std::size_t most) {
  std::vector<Arguments> cuts;
  while (length > most) {
    const auto lowest = std::min(length - most, kMostAtOnce);
    auto& cut = cuts.emplace_back(Arguments{"ZREMRANGEBYRANK", key, "0"});
    cut.add(lowest - 1);
    length -= lowest;
  }
  return cuts;
}

Arguments take_turn(const Keys& keys, std::string_view producer) {
  return {"SET", keys.upkeep(), producer, "NX", "EX", kTurn};
}

asio::awaitable<Result<bool>> Store::take_turn(std::string producer) {
  const auto state = state_;
  if (!state->is_open()) co_return state->not_open();
  const std::vector<Arguments> commands{store::take_turn(state->keys, producer)};
  const auto answers = co_await state->ask(commands);
  if (!answers) co_return answers.error();
  const auto& answer = answers->front();
  if (answer.is_error()) co_return failure_of("taking the turn to prune lists", answer.text);
  co_return answer.kind != Reply::Kind::nil;
}

asio::awaitable<Result<Pruned>> Store::prune(std::string cursor, Time now) {
  const auto state = state_;
  if (!state->is_open()) co_return state->not_open();
  const std::vector<Arguments> step{find_lists(state->keys, cursor)};
  const auto found = co_await state->ask(step);
  if (!found) co_return found.error();
  const auto lists = decode_lists(found->front());
  if (!lists) co_return lists.error();
  std::vector<std::pair<std::string, std::size_t>> over;
  std::vector<Arguments> questions;
  for (const auto& key : lists->keys) {
    const auto most = most_in(key, now, state->options.lifetimes);
    if (!most) continue;
    over.emplace_back(key, *most);
    questions.push_back(read_length(key));
  }
  const auto lengths = co_await state->ask(questions);
  if (!lengths) co_return lengths.error();
  std::vector<Arguments> cuts;
  for (std::size_t i = 0; i < over.size(); ++i) {
    const auto& length = (*lengths)[i];
    const auto done = decode_done("pruning a list", length);
    if (!done) co_return done.error();
    const auto& [key, most] = over[i];
    auto more = cut_list(key, static_cast<std::size_t>(length.integer), most);
    std::move(more.begin(), more.end(), std::back_inserter(cuts));
  }
  Pruned pruned;
  for (auto& cut : cuts) {
    const std::vector<Arguments> one{std::move(cut)};
    const auto answers = co_await state->ask(one);  // others ask in between
    if (!answers) co_return answers.error();
    const auto done = decode_done("pruning a list", answers->front());
    if (!done) co_return done.error();
    pruned.cut += static_cast<std::uint64_t>(answers->front().integer);
  }
  pruned.cursor = lists->cursor;
  co_return pruned;
}

}  // namespace readcount::store
