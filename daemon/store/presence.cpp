#include "store/about.hpp"
#include "store/reports.hpp"
#include "store/state.hpp"

// The methods of Store for who is reading now.

namespace readcount::store {

asio::awaitable<Result<std::vector<Report>>> Store::report(Report own) {
  const auto state = state_;
  if (!state->is_open()) co_return state->not_open();
  const auto& keys = state->keys;
  const std::vector<Arguments> commands{publish_report(keys, own), let_reports_expire(keys),
                                        read_reports(keys)};
  const auto answers = co_await state->ask(commands);
  if (!answers) co_return answers.error();
  auto reports = decode_reports(answers->back());
  if (!reports) co_return state->failed(reports.error());
  co_return reports;
}

asio::awaitable<void> Store::withdraw(std::string producer) {
  const auto state = state_;
  if (!state->is_open()) co_return;
  const std::vector<Arguments> commands{withdraw_report(state->keys, producer)};
  co_await state->ask(commands);
}

asio::awaitable<Result<std::vector<About>>> Store::about(std::vector<ping::Article> articles) {
  const auto state = state_;
  if (!state->is_open()) co_return state->not_open();
  std::vector<Arguments> commands;
  commands.reserve(articles.size());
  for (const auto& article : articles) commands.push_back(read_about(state->keys, article));
  const auto answers = co_await state->ask(commands);
  if (!answers) co_return answers.error();
  std::vector<About> abouts;
  abouts.reserve(articles.size());
  for (const auto& answer : *answers) {
    auto one = decode_about(answer);
    if (!one) co_return state->failed(one.error());
    abouts.push_back(std::move(*one));
  }
  co_return abouts;
}

}  // namespace readcount::store
