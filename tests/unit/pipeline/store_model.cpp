#include "store_model.hpp"

#include <boost/asio/steady_timer.hpp>

#include <utility>

namespace readcount::pipeline::testing {
namespace {

StoreModel* living = nullptr;

}  // namespace

StoreModel::StoreModel() { living = this; }
StoreModel::~StoreModel() { living = nullptr; }
StoreModel& StoreModel::instance() { return *living; }

void StoreModel::cut() { ++connection_; }

void StoreModel::set_away() {
  away_ = true;
  cut();
}

void StoreModel::fate_of_next(Fate fate, unsigned commands_later) {
  fate_ = fate;
  commands_later_ = commands_later;
}

StoreModel::Fate StoreModel::take_fate() { return std::exchange(fate_, Fate::answered); }

void StoreModel::keep_for_later(std::string producer, std::vector<tally::Batch> batches) {
  late_.push_back({commands_later_, std::move(producer), std::move(batches)});
}

/// A command has arrived; behind it may come what an earlier connection had sent.
void StoreModel::arrived() {
  std::vector<Late> still;
  for (auto& late : std::exchange(late_, {})) {
    if (late.commands-- > 0) {
      still.push_back(std::move(late));
      continue;
    }
    for (const auto& batch : late.batches) apply(late.producer, batch);
  }
  late_ = std::move(still);
}

store::Applied StoreModel::apply(const std::string& producer, const tally::Batch& batch) {
  auto& partition = data.partitions[batch.partition];
  auto& marker = partition.markers[producer];
  store::Applied applied;
  if (marker != batch.from) {
    applied.marker = marker;
    return applied;
  }
  for (const auto& delta : batch.deltas) {
    auto& sum = partition.sums[delta.article];
    sum.loads += delta.loads;
    sum.views += delta.views;
    sum.engaged += delta.engaged;
    sum.readers.insert(delta.readers.begin(), delta.readers.end());
    for (const auto& source : delta.sources) {
      if (source.kind == 'k') sum.set_aside += source.amount;
    }
    applied.totals.push_back(sum.totals());
  }
  applied.done = true;
  applied.marker = marker = batch.to;
  return applied;
}

tally::Totals StoreModel::totals(const ping::Article& article) {
  return data.partitions[tally::partition_of(article)].sums[article].totals();
}

std::uint64_t StoreModel::set_aside(const ping::Article& site) {
  return data.partitions[tally::partition_of(site)].sums[site].set_aside;
}

}  // namespace readcount::pipeline::testing

namespace readcount::store {

using pipeline::testing::StoreModel;

namespace {

constexpr std::chrono::milliseconds kOneWay{5};

Failure away() { return {FailureKind::away, "the connection was lost"}; }

}  // namespace

struct Store::State {
  explicit State(const asio::any_io_executor& e) : executor(e) {}

  /// The way there or back takes time; tells whether the connection has lived through it.
  asio::awaitable<bool> travel() const {
    const auto before = connection;
    asio::steady_timer timer(executor, kOneWay);
    co_await timer.async_wait(as_result);
    co_return is_open() && before == connection;
  }
  bool is_open() const noexcept {
    return connection == StoreModel::instance().connection() && !StoreModel::instance().is_away();
  }

  asio::any_io_executor executor;
  std::uint64_t connection = 0;  // none
  std::string identity = "a store in memory";
  Lifetimes lifetimes;
};

Store::Store(const asio::any_io_executor& executor, Options)
    : state_(std::make_shared<State>(executor)) {}

Store::~Store() = default;

asio::awaitable<Result<void>> Store::open() {
  const auto state = state_;
  state->connection = StoreModel::instance().connection();
  const bool arrived = co_await state->travel();
  if (!arrived) co_return away();
  co_return Result<void>();
}

void Store::close() { state_->connection = 0; }

asio::awaitable<void> Store::stop() {
  close();
  co_return;
}

bool Store::is_open() const noexcept { return state_->is_open(); }

const std::string& Store::identity() const noexcept { return state_->identity; }

const Lifetimes& Store::lifetimes() const noexcept { return state_->lifetimes; }

asio::awaitable<Result<std::vector<Result<Applied>>>> Store::apply(
    std::string producer, std::vector<tally::Batch> batches) {
  using Fate = StoreModel::Fate;
  const auto state = state_;
  auto& model = StoreModel::instance();
  const bool arrived = co_await state->travel();
  if (!arrived) co_return away();
  const auto fate = model.take_fate();
  if (fate == Fate::late) model.keep_for_later(producer, batches);
  if (fate == Fate::late || fate == Fate::lost_before) {
    model.cut();
    co_return away();
  }
  model.arrived();
  std::vector<Result<Applied>> results;
  for (std::size_t i = 0; i < batches.size(); ++i) {
    if (fate == Fate::lost_half_way && i >= batches.size() / 2) break;
    if (fate == Fate::half_refused && i % 2 == 0) {
      results.emplace_back(Failure{FailureKind::transient, "OOM", "oom"});
    } else {
      results.emplace_back(model.apply(producer, batches[i]));
    }
  }
  if (fate == Fate::lost_after || fate == Fate::lost_half_way) model.cut();
  const bool answered = co_await state->travel();
  if (!answered) co_return away();
  co_return results;
}

asio::awaitable<Result<std::vector<Markers>>> Store::markers(std::vector<std::string> producers) {
  const auto state = state_;
  const bool arrived = co_await state->travel();
  if (!arrived) co_return away();
  std::vector<Markers> markers(producers.size());
  for (auto& [number, partition] : StoreModel::instance().data.partitions) {
    for (std::size_t i = 0; i < producers.size(); ++i) {
      const auto found = partition.markers.find(producers[i]);
      if (found != partition.markers.end()) markers[i][number] = found->second;
    }
  }
  StoreModel::instance().arrived();
  const bool answered = co_await state->travel();
  if (!answered) co_return away();
  co_return markers;
}

// Markers stay for longer than any story lasts.

asio::awaitable<Result<void>> Store::retire(std::string /*producer*/, Day /*today*/) {
  const auto state = state_;
  const bool arrived = co_await state->travel();
  if (!arrived) co_return away();
  co_return Result<void>();
}

asio::awaitable<Result<void>> Store::claim(std::vector<std::string> /*producers*/) {
  const auto state = state_;
  const bool arrived = co_await state->travel();
  if (!arrived) co_return away();
  co_return Result<void>();
}

asio::awaitable<Result<std::vector<tally::Totals>>> Store::totals(
    std::vector<ping::Article> articles) {
  const auto state = state_;
  const bool arrived = co_await state->travel();
  if (!arrived) co_return away();
  std::vector<tally::Totals> totals;
  totals.reserve(articles.size());
  for (const auto& article : articles) totals.push_back(StoreModel::instance().totals(article));
  const bool answered = co_await state->travel();
  if (!answered) co_return away();
  co_return totals;
}

asio::awaitable<Result<Salt>> Store::salt(Day day, Salt proposal) {
  const auto state = state_;
  const bool arrived = co_await state->travel();
  if (!arrived) co_return away();
  co_return StoreModel::instance().data.salts.try_emplace(day, proposal).first->second;
}

// No story asks for these.

asio::awaitable<Result<std::vector<std::vector<std::string>>>> Store::fields(
    std::vector<FieldsRead> /*reads*/) {
  co_return away();
}

asio::awaitable<Result<std::vector<std::vector<Amount>>>> Store::hashes(
    std::vector<HashName> /*hashes*/) {
  co_return away();
}

asio::awaitable<Result<std::vector<Listed>>> Store::list(ListName /*list*/, std::size_t /*most*/) {
  co_return away();
}

asio::awaitable<Result<void>> Store::report(Report /*own*/) { co_return away(); }

asio::awaitable<Result<std::vector<Report>>> Store::reports() { co_return away(); }

asio::awaitable<Result<Subjects>> Store::subjects(std::string /*cursor*/, std::string /*site*/) {
  co_return away();
}

asio::awaitable<Result<std::vector<dump::Line>>> Store::contents(
    std::vector<dump::Line> /*lines*/) {
  co_return away();
}

asio::awaitable<Result<std::vector<Result<Applied>>>> Store::restore(
    std::string /*producer*/, std::vector<Restoration> /*parts*/) {
  co_return away();
}

asio::awaitable<Result<std::vector<Amount>>> Store::redirect_versions() {
  co_return std::vector<Amount>();
}

asio::awaitable<Result<tally::RedirectedPaths>> Store::redirects(std::string /*site*/) {
  co_return away();
}

asio::awaitable<Result<bool>> Store::redirect(
    std::string /*site*/, std::uint64_t /*version*/,
    std::vector<std::pair<std::string, std::string>> /*changes*/) {
  co_return away();
}

asio::awaitable<Result<std::vector<Move>>> Store::moves() { co_return std::vector<Move>(); }

asio::awaitable<Result<std::vector<std::string>>> Store::complete(Move /*move*/, Day /*today*/) {
  co_return away();
}

asio::awaitable<Result<bool>> Store::take_turn(std::string /*producer*/) { co_return false; }

asio::awaitable<Result<Pruned>> Store::prune(std::string /*cursor*/, Time /*now*/) {
  co_return away();
}

asio::awaitable<Result<void>> Store::withdraw(std::string /*producer*/) { co_return away(); }

}  // namespace readcount::store
