#include "store/reads.hpp"
#include "store/state.hpp"

#include <algorithm>
#include <iterator>

// The methods of Store that answer questions.

namespace readcount::store {
namespace {

constexpr std::size_t kFieldsOfACommand = 5;  // as much work as a command is by itself

}  // namespace

asio::awaitable<Connection::Answers> Store::State::ask_in_parts(std::vector<Arguments> commands) {
  constexpr std::size_t kMost = 10'000;  // what a store owes us at one time stays bounded
  std::vector<Reply> all;
  all.reserve(commands.size());
  for (std::size_t begin = 0; begin < commands.size(); begin += kMost) {
    if (!is_open()) co_return not_open();
    const auto end = std::min(begin + kMost, commands.size());
    const std::vector<Arguments> part(
        std::make_move_iterator(commands.begin() + static_cast<std::ptrdiff_t>(begin)),
        std::make_move_iterator(commands.begin() + static_cast<std::ptrdiff_t>(end)));
    auto answers = co_await ask(part);
    if (!answers) co_return answers.error();
    std::move(answers->begin(), answers->end(), std::back_inserter(all));
  }
  co_return all;
}

asio::awaitable<Result<std::vector<std::vector<std::string>>>> Store::fields(
    std::vector<FieldsRead> reads) {
  constexpr std::size_t kFieldsAtOnce = 5000;  // about a millisecond's work
  const auto state = state_;
  std::vector<std::vector<std::string>> texts;
  texts.reserve(reads.size());
  while (texts.size() < reads.size()) {
    std::vector<Arguments> commands;
    std::size_t fields = 0;
    for (auto i = texts.size(); i < reads.size() && fields < kFieldsAtOnce; ++i) {
      commands.push_back(read_fields(state->keys, reads[i]));
      fields += kFieldsOfACommand + reads[i].fields.size();
    }
    const auto answers = co_await state->ask_in_parts(std::move(commands));
    if (!answers) co_return answers.error();
    for (const auto& answer : *answers) {
      auto one = decode_fields(answer, reads[texts.size()].fields.size());
      if (!one) co_return state->failed(one.error());
      texts.push_back(std::move(*one));
    }
  }
  co_return texts;
}

asio::awaitable<Result<std::vector<std::vector<Amount>>>> Store::hashes(
    std::vector<HashName> hashes) {
  const auto state = state_;
  std::vector<Arguments> commands;
  commands.reserve(hashes.size());
  for (const auto& hash : hashes) commands.push_back(read_hash(state->keys, hash));
  const auto answers = co_await state->ask_in_parts(std::move(commands));
  if (!answers) co_return answers.error();
  std::vector<std::vector<Amount>> amounts;
  amounts.reserve(hashes.size());
  for (const auto& answer : *answers) {
    auto one = decode_hash(answer);
    if (!one) co_return state->failed(one.error());
    amounts.push_back(std::move(*one));
  }
  co_return amounts;
}

asio::awaitable<Result<std::vector<Listed>>> Store::list(ListName list, std::size_t most) {
  const auto state = state_;
  std::vector<Arguments> commands{read_list(state->keys, list, most)};
  const auto answers = co_await state->ask_in_parts(std::move(commands));
  if (!answers) co_return answers.error();
  auto listed = decode_list(answers->front());
  if (!listed) co_return state->failed(listed.error());
  co_return listed;
}

}  // namespace readcount::store
