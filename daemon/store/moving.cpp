// The methods of Store that end merges.

#include "base/number.hpp"
#include "store/commands.hpp"
#include "store/moved.hpp"
#include "store/replies.hpp"
#include "store/state.hpp"

#include <algorithm>
#include <utility>

namespace readcount::store {
namespace {

/// A script call stops all other work of its Redis: so many values take some ten milliseconds.
constexpr std::size_t kMostValues = 5000;

Arguments read_part(const Keys& keys, std::string_view tag, const Move& move,
                    const MovedPart& part) {
  const auto key = keys.parcel_part(tag, move.id, part.number);
  return {has_readers(part) ? "GET" : "HGETALL", key};
}

/// How many of the parts, from the first on, one call of the script should have.
std::size_t at_once(std::span<const MovedPart> parts) {
  std::size_t values = 0;
  std::size_t count = 0;
  while (count < parts.size() && (count == 0 || values < kMostValues)) {
    values += parts[count++].values.size();
  }
  return count;
}

}  // namespace

asio::awaitable<Result<std::vector<Move>>> Store::moves() {
  const auto state = state_;
  if (!state->is_open()) co_return state->not_open();
  std::vector<Arguments> commands;
  for (tally::Partition p = 0; p < tally::kPartitions; ++p) {
    commands.push_back({"HGETALL", state->keys.moves(tag_of(p))});
  }
  const auto answers = co_await state->ask(commands);
  if (!answers) co_return answers.error();
  std::vector<Move> moves;
  for (const auto& answer : *answers) {
    const auto pairs = decode_pairs(answer);
    if (!pairs) co_return state->failed(pairs.error());
    for (const auto& [id, text] : *pairs) {
      auto move = read_move(id, text);
      if (move) moves.push_back(std::move(*move));
    }
  }
  co_return moves;
}

/// What is carried, in the order of its numbers. While somebody else ends the same merge, parts may
/// be gone; their numbers are those of before.
asio::awaitable<Result<std::vector<MovedPart>>> Store::State::read_parcel(Move move) {
  const auto tag = tag_of(tally::partition_of(move.from));
  std::vector<Arguments> commands;
  commands.push_back({"HGETALL", keys.parcel(tag, move.id)});
  auto answers = co_await ask(commands);
  if (!answers) co_return answers.error();
  const auto names = decode_pairs(answers->front());
  if (!names) co_return failed(names.error());
  std::vector<MovedPart> parts;
  for (const auto& [number, name] : *names) {
    const auto known = whole_number<std::uint64_t>(number);
    if (known && *known < kAllParts && !name.empty()) parts.push_back({*known, name});
  }
  std::sort(parts.begin(), parts.end(),
            [](const auto& a, const auto& b) { return a.number < b.number; });
  commands.clear();
  for (const auto& part : parts) commands.push_back(read_part(keys, tag, move, part));
  if (commands.empty()) co_return parts;
  answers = co_await ask(commands);
  if (!answers) co_return answers.error();
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (has_readers(parts[i])) {
      if (!(*answers)[i].is_error()) parts[i].readers = (*answers)[i].text;
      continue;
    }
    auto values = decode_pairs((*answers)[i]);
    if (!values) co_return failed(values.error());
    parts[i].values = std::move(*values);
  }
  co_return parts;
}

/// Lets what is carried arrive, part by part, each once.
asio::awaitable<Result<std::vector<std::string>>> Store::State::deliver(
    Move move, std::vector<MovedPart> parts) {
  const std::vector<std::string> producers{producer_of(move)};
  std::vector<std::string> damage;
  std::vector<Arguments> commands{
      read_markers(keys, tally::partition_of(into_of(move)), producers)};
  auto answers = co_await ask(commands);
  if (!answers) co_return answers.error();
  const auto markers = decode_markers(answers->front(), 1);
  if (!markers) co_return failed(markers.error());
  auto marker = markers->front();
  while (marker < kAllParts) {
    const auto first = std::find_if(parts.begin(), parts.end(),
                                    [&](const auto& part) { return part.number > marker; });
    const std::span<const MovedPart> rest(first, parts.end());
    const auto count = at_once(rest);
    const auto to = count == rest.size() ? kAllParts : rest[count - 1].number;
    commands.clear();
    commands.push_back(deliver_call(layout(), move, rest.first(count), marker, to));
    answers = co_await ask(commands);
    if (!answers) co_return answers.error();
    const auto applied = decode_applied(answers->front(), 0);
    if (!applied) co_return failed(applied.error());
    damage.insert(damage.end(), applied->damage.begin(), applied->damage.end());
    marker = applied->done ? to : applied->marker;
  }
  co_return damage;
}

asio::awaitable<Result<std::vector<std::string>>> Store::complete(Move move, Day today) {
  const auto state = state_;
  if (!state->is_open()) co_return state->not_open();
  auto parts = co_await state->read_parcel(move);
  if (!parts) co_return parts.error();
  const auto tag = tag_of(tally::partition_of(move.from));
  Arguments parcel{"UNLINK", state->keys.parcel(tag, move.id)};
  for (const auto& part : *parts) {
    parcel.add(state->keys.parcel_part(tag, move.id, part.number));
  }
  auto damage = co_await state->deliver(move, std::move(*parts));
  if (!damage) co_return damage.error();
  // First said to be retired: a marker that nobody retires would stay for ever.
  const auto producer = producer_of(move);
  const Arguments moved{"HDEL", state->keys.moves(tag), move.id};
  const std::vector<Arguments> commands{add_retired(state->keys, producer, today), parcel, moved};
  const auto answers = co_await state->ask(commands);
  if (!answers) co_return answers.error();
  for (const auto& answer : *answers) {
    const auto done = decode_done("ending a merge", answer);
    if (!done) co_return state->failed(done.error());
  }
  co_return damage;
}

}  // namespace readcount::store
