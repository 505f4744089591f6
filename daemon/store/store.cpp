#include "store/store.hpp"

#include "store/commands.hpp"
#include "store/replies.hpp"
#include "store/state.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <exception>
#include <utility>

// Every method holds the state while it waits: the Store may be gone when it goes on.

namespace readcount::store {
namespace {

constexpr std::size_t kMostEncodedAtOnce = 100'000;  // bytes: about half a millisecond's work

}  // namespace

asio::awaitable<Connection::Answers> Store::State::ask(const std::vector<Arguments>& commands) {
  std::string bytes;
  for (const auto& command : commands) encode(command, bytes);
  return connection.exchange(std::move(bytes), commands.size());
}

Failure Store::State::failed(Failure failure) {
  if (failure.kind == FailureKind::away) connection.close(failure.text);
  return failure;
}

Failure Store::State::not_open() const {
  return {FailureKind::away, "not connected to Redis at " + options.address.text()};
}

Store::Store(const asio::any_io_executor& executor, Options options)
    : state_(std::make_shared<State>(executor, std::move(options))) {}

Store::~Store() {
  close();
  if (state_->connection.is_idle()) return;
  // The connection's coroutines end in the next turns; the handler keeps alive what they refer to.
  const auto executor = state_->connection.executor();
  auto keep = [state = state_](const std::exception_ptr&) {};
  asio::co_spawn(executor, state_->connection.stop(), std::move(keep));
}

asio::awaitable<Result<void>> Store::open() {
  const auto state = state_;
  state->fit = false;
  auto done =
      co_await state->connection.connect(state->options.address, state->options.connect_timeout);
  if (!done) co_return done;
  done = co_await state->make_fit();
  if (!done) {
    state->connection.close(done.error().text);
    co_return done;
  }
  state->fit = true;
  co_return done;
}

void Store::close() { state_->connection.close("the connection to Redis was closed"); }

asio::awaitable<void> Store::stop() {
  const auto state = state_;
  co_await state->connection.stop();
}

bool Store::is_open() const noexcept { return state_->is_open(); }

const std::string& Store::identity() const noexcept { return state_->identity; }

const Lifetimes& Store::lifetimes() const noexcept { return state_->options.lifetimes; }

asio::awaitable<Result<std::vector<Result<Applied>>>> Store::apply(
    std::string producer, std::vector<tally::Batch> batches) {
  const auto state = state_;
  if (!state->is_open()) co_return state->not_open();
  std::string bytes;
  std::size_t of_this_turn = 0;
  for (const auto& batch : batches) {
    // The first call brings the source, so that the others find it cached whatever happened to the
    // cache, and nothing need be sent again behind what was asked meanwhile.
    const auto by = &batch == batches.data() ? ScriptBy::source : ScriptBy::sha1;
    const auto tag = tag_of(batch.partition);
    const auto before = bytes.size();
    encode(apply_call(state->layout(), tag, producer, batch, by), bytes);
    of_this_turn += bytes.size() - before;
    if (of_this_turn < kMostEncodedAtOnce) continue;
    of_this_turn = 0;
    co_await asio::post(state->connection.executor(), asio::use_awaitable);
  }
  const auto answers = co_await state->connection.exchange(std::move(bytes), batches.size());
  if (!answers) co_return answers.error();
  std::vector<Result<Applied>> applied;
  applied.reserve(batches.size());
  for (std::size_t i = 0; i < batches.size(); ++i) {
    auto one = decode_applied((*answers)[i], batches[i].deltas.size());
    if (!one && one.error().kind == FailureKind::away) co_return state->failed(one.error());
    applied.push_back(std::move(one));
  }
  co_return applied;
}

asio::awaitable<Result<std::vector<Markers>>> Store::markers(std::vector<std::string> producers) {
  const auto state = state_;
  if (!state->is_open()) co_return state->not_open();
  std::vector<Markers> markers(producers.size());
  if (producers.empty()) co_return markers;
  std::vector<Arguments> commands;
  for (tally::Partition p = 0; p < tally::kPartitions; ++p) {
    commands.push_back(read_markers(state->keys, p, producers));
  }
  const auto answers = co_await state->ask(commands);
  if (!answers) co_return answers.error();
  for (tally::Partition p = 0; p < tally::kPartitions; ++p) {
    const auto row = decode_markers((*answers)[p], producers.size());
    if (!row) co_return state->failed(row.error());
    for (std::size_t i = 0; i < producers.size(); ++i) markers[i][p] = (*row)[i];
  }
  co_return markers;
}

asio::awaitable<Result<std::vector<tally::Totals>>> Store::totals(
    std::vector<ping::Article> articles) {
  const auto state = state_;
  if (!state->is_open()) co_return state->not_open();
  std::vector<Arguments> commands;
  commands.reserve(articles.size());
  for (const auto& article : articles) {
    const auto tag = tag_of(tally::partition_of(article));
    commands.push_back(read_totals(state->keys, tag, article));
  }
  const auto answers = co_await state->ask(commands);
  if (!answers) co_return answers.error();
  std::vector<tally::Totals> totals;
  totals.reserve(articles.size());
  for (const auto& answer : *answers) {
    const auto one = decode_totals(answer);
    if (!one) co_return state->failed(one.error());
    totals.push_back(*one);
  }
  co_return totals;
}

asio::awaitable<Result<Salt>> Store::salt(Day day, Salt proposal) {
  const auto state = state_;
  if (!state->is_open()) co_return state->not_open();
  const auto key = state->keys.salt(day);
  const auto expires = day + std::chrono::days(2);
  const std::vector<Arguments> commands{propose_salt(key, expires, proposal), read_salt(key)};
  const auto answers = co_await state->ask(commands);
  if (!answers) co_return answers.error();
  const auto proposed = decode_done("keeping the day's salt", answers->front());
  if (!proposed) co_return proposed.error();
  auto salt = decode_salt(answers->back());
  if (!salt) co_return state->failed(salt.error());
  co_return salt;
}

}  // namespace readcount::store
