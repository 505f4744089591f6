// The methods of Store for exports and imports.

#include "store/commands.hpp"
#include "store/dumped.hpp"
#include "store/program.hpp"
#include "store/replies.hpp"
#include "store/state.hpp"

#include <utility>

namespace readcount::store {
asio::awaitable<Result<Subjects>> Store::subjects(std::string cursor, std::string site) {
  const auto state = state_;
  if (!state->is_open()) co_return state->not_open();
  const std::vector<Arguments> commands{scan_subjects(state->keys, cursor, site)};
  const auto answers = co_await state->ask(commands);
  if (!answers) co_return answers.error();
  auto found = decode_subjects(state->keys, answers->front(), site);
  if (!found) co_return state->failed(found.error());
  co_return found;
}

asio::awaitable<Result<std::vector<dump::Line>>> Store::contents(std::vector<dump::Line> lines) {
  const auto state = state_;
  LineScan scan(lines);
  for (auto commands = scan.next(state->keys); !commands.empty();
       commands = scan.next(state->keys)) {
    if (!state->is_open()) co_return state->not_open();
    const auto answers = co_await state->ask(commands);
    if (!answers) co_return answers.error();
    const auto taken = scan.take(*answers);
    if (!taken) co_return state->failed(taken.error());
  }
  co_return lines;
}

asio::awaitable<Result<std::vector<Result<Applied>>>> Store::restore(
    std::string producer, std::vector<Restoration> parts) {
  const auto state = state_;
  if (!state->is_open()) co_return state->not_open();
  std::vector<Arguments> commands;
  commands.reserve(parts.size());
  for (const auto& part : parts) {
    const auto by = commands.empty() ? ScriptBy::source : ScriptBy::sha1;
    commands.push_back(restore_call(state->layout(), producer, part, by));
  }
  const auto answers = co_await state->ask(commands);
  if (!answers) co_return answers.error();
  std::vector<Result<Applied>> applied;
  applied.reserve(parts.size());
  for (const auto& answer : *answers) {
    auto one = decode_applied(answer, 0);
    if (!one && one.error().kind == FailureKind::away) co_return state->failed(one.error());
    applied.push_back(std::move(one));
  }
  co_return applied;
}

}  // namespace readcount::store
