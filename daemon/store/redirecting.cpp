// The methods of Store for redirects. SCHEMA.md, "Merging".

#include "store/commands.hpp"
#include "store/replies.hpp"
#include "store/state.hpp"

#include <cstdint>
#include <random>
#include <utility>

namespace readcount::store {
namespace {

/// KEYS: the versions, the site's redirects. ARGV: the site, the version that they had, by how much
/// that grows, and pairs.
constexpr std::string_view kRedirect = R"(
if (redis.call('HGET', KEYS[1], ARGV[1]) or '0') ~= ARGV[2] then return 0 end
for i = 4, #ARGV, 2 do redis.call('HSET', KEYS[2], ARGV[i], ARGV[i + 1]) end
return redis.call('HINCRBY', KEYS[1], ARGV[1], ARGV[3])
)";

/// A store that lost a change counts on from an earlier version: by another step, so that no
/// version stands for two states. Ten thousand changes stay below 2^53.
std::uint32_t a_step() {
  thread_local std::mt19937 random{std::random_device{}()};
  return std::uniform_int_distribution<std::uint32_t>(1, 1U << 30U)(random);
}

}  // namespace

asio::awaitable<Result<std::vector<Amount>>> Store::redirect_versions() {
  const auto state = state_;
  if (!state->is_open()) co_return state->not_open();
  const std::vector<Arguments> commands{{"HGETALL", state->keys.redirect_versions()}};
  const auto answers = co_await state->ask(commands);
  if (!answers) co_return answers.error();
  auto versions = decode_hash(answers->front());
  if (!versions) co_return state->failed(versions.error());
  co_return versions;
}

asio::awaitable<Result<tally::RedirectedPaths>> Store::redirects(std::string site) {
  const auto state = state_;
  if (!state->is_open()) co_return state->not_open();
  const std::vector<Arguments> commands{{"HGETALL", state->keys.redirects(site)}};
  const auto answers = co_await state->ask(commands);
  if (!answers) co_return answers.error();
  auto pairs = decode_pairs(answers->front());
  if (!pairs) co_return state->failed(pairs.error());
  tally::RedirectedPaths paths;
  for (auto& [old, path] : *pairs) paths.emplace(std::move(old), std::move(path));
  co_return paths;
}

asio::awaitable<Result<bool>> Store::redirect(
    std::string site, std::uint64_t version,
    std::vector<std::pair<std::string, std::string>> changes) {
  const auto state = state_;
  if (!state->is_open()) co_return state->not_open();
  Arguments command{
      "EVAL", kRedirect, "2", state->keys.redirect_versions(), state->keys.redirects(site), site};
  command.add(version);
  command.add(a_step());
  for (const auto& [old, path] : changes) {
    command.add(old);
    command.add(path);
  }
  const std::vector<Arguments> commands{command};
  const auto answers = co_await state->ask(commands);
  if (!answers) co_return answers.error();
  const auto& answer = answers->front();
  const auto done = decode_done("redirecting an article", answer);
  if (!done) co_return state->failed(done.error());
  co_return answer.integer != 0;
}

}  // namespace readcount::store
