// The markers of runs whose journal is gone: kept for a while, since a copy of it may turn up.

#include "store/commands.hpp"
#include "store/replies.hpp"
#include "store/state.hpp"

namespace readcount::store {
namespace {

/// How old a copy of a state directory may be when it is started. Each run costs about 25 KB as
/// long.
constexpr std::chrono::days kMarkersStay{90};

}  // namespace

asio::awaitable<Result<void>> Store::claim(std::vector<std::string> producers) {
  const auto state = state_;
  if (!state->is_open()) co_return state->not_open();
  const std::vector<Arguments> commands{remove_retired(state->keys, producers)};
  const auto answers = co_await state->ask(commands);
  if (!answers) co_return answers.error();
  co_return decode_done("claiming runs", answers->front());
}

asio::awaitable<Result<void>> Store::retire(std::string producer, Day today) {
  const auto state = state_;
  if (!state->is_open()) co_return state->not_open();
  const std::vector<Arguments> commands{add_retired(state->keys, producer, today),
                                        read_retired(state->keys)};
  const auto answers = co_await state->ask(commands);
  if (!answers) co_return answers.error();
  const auto noted = decode_done("retiring a run", answers->front());
  if (!noted) co_return noted;
  const auto old = decode_retired(answers->back(), today - kMarkersStay);
  if (!old) co_return state->failed(old.error());
  for (const auto& each : *old) {
    const auto forgotten = co_await state->forget(each);
    if (!forgotten) co_return forgotten;
  }
  co_return Result<void>();
}

asio::awaitable<Result<void>> Store::State::forget(std::string producer) {
  std::vector<Arguments> commands;
  for (tally::Partition p = 0; p < tally::kPartitions; ++p) {
    commands.push_back(remove_marker(keys, tag_of(p), producer));
  }
  // Last: after a failure it is done again.
  const std::vector<std::string> retired{producer};
  commands.push_back(remove_retired(keys, retired));
  const auto answers = co_await ask(commands);
  if (!answers) co_return answers.error();
  for (const auto& answer : *answers) {
    const auto done = decode_done("removing markers", answer);
    if (!done) co_return done;
  }
  co_return Result<void>();
}

}  // namespace readcount::store
