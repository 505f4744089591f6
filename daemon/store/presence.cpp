#include "store/reports.hpp"
#include "store/state.hpp"

// The methods of Store for who is reading now.

namespace readcount::store {

asio::awaitable<Result<void>> Store::report(Report own) {
  const auto state = state_;
  if (!state->is_open()) co_return state->not_open();
  const auto commands = publish_report(state->keys, own);
  const auto answers = co_await state->ask(commands);
  if (!answers) co_return answers.error();
  co_return Result<void>();
}

asio::awaitable<Result<std::vector<Report>>> Store::reports() {
  const auto state = state_;
  if (!state->is_open()) co_return state->not_open();
  const std::vector<Arguments> names{read_reporters(state->keys)};
  const auto named = co_await state->ask(names);
  if (!named) co_return named.error();
  auto producers = decode_reporters(named->front());
  if (!producers) co_return state->failed(producers.error());
  std::vector<Report> reports;
  for (auto& producer : *producers) {
    // One by one: each may be long, and others wait meanwhile.
    const std::vector<Arguments> question{read_report(state->keys, producer)};
    const auto answers = co_await state->ask(question);
    if (!answers) co_return answers.error();
    auto counts = decode_report(answers->front());
    if (!counts && counts.error().kind == FailureKind::away) {
      co_return state->failed(counts.error());
    }
    if (counts && *counts) {
      reports.push_back({std::move(producer), std::move(**counts)});
      continue;
    }
    const std::vector<Arguments> removal{forget_reporter(state->keys, producer)};
    const auto removed = co_await state->ask(removal);
    if (!removed) co_return removed.error();
  }
  co_return reports;
}

asio::awaitable<Result<void>> Store::withdraw(std::string producer) {
  const auto state = state_;
  if (!state->is_open()) co_return state->not_open();
  const auto commands = withdraw_report(state->keys, producer);
  const auto answers = co_await state->ask(commands);
  if (!answers) co_return answers.error();
  co_return Result<void>();
}

}  // namespace readcount::store
