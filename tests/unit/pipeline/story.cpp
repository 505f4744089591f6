#include "story.hpp"

#include "still_clock.hpp"

#include <boost/asio/co_spawn.hpp>
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <thread>
#include <utility>

/// For AddressSanitizer: a ping waits in a coroutine that holds what resumes it. When its run is
/// killed nobody does, and it stays, as nothing of a process would.
// NOLINTNEXTLINE(bugprone-reserved-identifier,readability-identifier-naming)
extern "C" const char* __lsan_default_suppressions() {
  return "leak:Story::view\nleak:Story::set_aside\n";
}

namespace readcount::pipeline::testing {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr auto kTick = 20ms;
constexpr auto kLongTick = 200ms;
constexpr auto kQuiet = 20s;  // longer than every pause of the pipeline
constexpr unsigned kFlood = 150;
constexpr std::size_t kLongPath = 60'000;

/// Articles of two sites.
ping::Article article(unsigned which) {
  return {which % 3 == 0 ? "one.example" : "two.example", "/" + std::to_string(which % 7)};
}

std::string text_of(const tally::Totals& totals) {
  return std::to_string(totals.loads) + " loads, " + std::to_string(totals.views) + " views, " +
         std::to_string(totals.readers) + " readers, " + std::to_string(totals.engaged) +
         " seconds";
}

}  // namespace

/// One process of the daemon. It may end at any point: nothing of it runs any further then.
struct Story::Run {
  asio::io_context context{1};
  store::Store store{context.get_executor(), {}};
  std::optional<Pipeline> pipeline;
  std::optional<Inlet> inlet;
  asio::steady_timer alarm{context};
};

Story::Story(std::uint64_t segment_bytes) : segment_bytes_(segment_bytes) {
  std::string name = fs::temp_directory_path() / "readcount-story-XXXXXX";
  directory_ = ::mkdtemp(name.data());
  begin_run();
}

Story::~Story() {
  run_.reset();
  fs::remove_all(directory_);
}

void Story::begin_run() {
  run_ = std::make_unique<Run>();
  Pipeline::Options options;
  options.tally.max_articles = 4;  // fewer than there are
  options.tally.budget.most = 1U << 30U;
  options.sync_interval = 24h;
  options.retention = {directory_, 1h, 1ULL << 30U};
  options.run = journal::RunId::random();
  auto writer = journal::Writer::create({directory_, options.run, segment_bytes_});
  const auto executor = run_->context.get_executor();
  run_->pipeline.emplace(executor, std::move(options), std::move(*writer), run_->store, metrics_);
  run_->inlet.emplace(executor, *run_->pipeline);
  auto begun = [](const std::exception_ptr& error) {
    if (error) std::rethrow_exception(error);
  };
  asio::co_spawn(executor, run_->pipeline->start(std::chrono::steady_clock::now()), begun);
  turn();
}

/// All that can run, runs.
void Story::turn() {
  // A timer that is up makes the event loop look at all of them by the still clock.
  run_->alarm.expires_at(asio::steady_timer::time_point::min());
  run_->alarm.async_wait([](boost::system::error_code) {});
  run_->context.restart();
  run_->context.poll();
}

void Story::pass(std::chrono::milliseconds time) {
  const std::chrono::milliseconds tick = time < 1s ? kTick : kLongTick;
  for (auto passed = 0ms; passed < time; passed += tick) {
    StillClock::advance(tick);
    turn();
  }
  look_for_removed_segments();
}

/// A view, and a second in which it is read.
void Story::view(ping::Article of, const std::function<void(const PingWork&)>& answered) {
  ping::Ping ping;
  ping.article = std::move(of);
  ping.reader = std::to_string(++readers_);
  ping.view = readers_;
  ping.at = wall_now();
  unanswered_[readers_] = ping.article;
  auto engage = ping;
  engage.kind = ping::Kind::engage;
  engage.engagement.engaged = 1;
  for (auto* each : {&ping, &engage}) {
    asio::co_spawn(
        run_->context, run_->inlet->take(std::move(*each)),
        [this, answered, reader = readers_](const std::exception_ptr&, const PingWork& work) {
          if (!work.refusal) keep(reader);
          answered(work);
        });
  }
}

void Story::keep_set_aside(Time told) {
  const auto found = unanswered_set_aside_.find(told);
  if (found == unanswered_set_aside_.end()) return;
  ++kept_set_aside_[found->second];
  unanswered_set_aside_.erase(found);
}

/// A view and its second are written together, so that both are kept or none.
void Story::keep(std::uint64_t reader) {
  const auto found = unanswered_.find(reader);
  if (found == unanswered_.end()) return;
  ++kept_[found->second];
  ++kept_[{found->second.site, {}}];
  unanswered_.erase(found);
}

/// What a run that ended had not answered is kept if it stands in the journal.
void Story::look_for_kept() {
  std::map<journal::RunId, std::vector<journal::Segment>> runs;
  const auto listed = journal::list(directory_);
  for (const auto& segment : *listed) runs[segment.run].push_back(segment);
  for (const auto& [run, segments] : runs) {
    const auto look = [this](std::uint64_t, std::string_view payload) {
      const auto record = tally::decode(payload);
      if (record && record->kind == tally::RecordKind::set_aside) keep_set_aside(*record->past);
      if (record) keep(record->view);
    };
    static_cast<void>(journal::read_run(segments, 0, look));
  }
  unanswered_.clear();
  unanswered_set_aside_.clear();
}

void Story::ping(unsigned which, unsigned times) {
  for (unsigned i = 0; i < times; ++i) {
    view(article(which + i), [this](const PingWork& work) {
      if (work.refusal || work.outcome != ping::Outcome::counted) ++refused_;
    });
  }
  turn();
}

/// Each is known in the journal by the time that it tells.
void Story::set_aside(unsigned which, unsigned times) {
  for (unsigned i = 0; i < times; ++i) {
    ping::Ping ping;
    ping.set_aside = ping::Outcome::bot;
    ping.article = article(which + i);
    ping.at = wall_now();
    const Time told = kEarliest + std::chrono::milliseconds(++readers_);
    ping.past = told;
    unanswered_set_aside_[told] = tally::site_of(ping.article);
    asio::co_spawn(run_->context, run_->inlet->take(std::move(ping)),
                   [this, told](const std::exception_ptr&, const PingWork& work) {
                     if (!work.refusal) keep_set_aside(told);
                   });
  }
  turn();
}

void Story::flood() {
  for (unsigned i = 0; i < kFlood; ++i) {
    view({"one.example", "/" + std::to_string(i) + std::string(kLongPath, 'a')},
         [](const PingWork&) {});
  }
  turn();
}

void Story::crash() {
  run_.reset();
  look_for_kept();
  begin_run();
}

void Story::leave_a_strange_record(const ping::Article& article) {
  tally::Record record;
  record.article = article;
  record.at = wall_now();
  record.counted = true;
  std::string payload;
  tally::encode(record, payload);
  auto writer = journal::Writer::create({directory_, journal::RunId::random(), segment_bytes_});
  writer->stage(payload, {});
  writer->stage("of a kind that comes later", {});
  static_cast<void>(writer->write());
}

void Story::restart() {
  bool ended = false;
  const auto deadline = std::chrono::steady_clock::now() + kQuiet;
  asio::co_spawn(run_->context, run_->pipeline->stop(deadline),
                 [&ended](const std::exception_ptr&, bool) { ended = true; });
  while (!ended) {
    pass(kTick);
    std::this_thread::yield();  // to the thread that syncs the journal
  }
  crash();
}

void Story::roll_back(unsigned which, std::optional<unsigned> remainder) {
  if (snapshots_.empty()) return;
  const auto& then = snapshots_[which % snapshots_.size()];
  if (!remainder) {
    store_.data = then;
    return;
  }
  for (unsigned p = *remainder; p < tally::kPartitions; p += 3) {
    const auto partition = static_cast<tally::Partition>(p);
    const auto found = then.partitions.find(partition);
    store_.data.partitions[partition] =
        found == then.partitions.end() ? StoreModel::Partition{} : found->second;
  }
}

/// A segment goes when all of it is in the store; whatever the store was before lacks it.
void Story::look_for_removed_segments() {
  const auto gone = [](const fs::path& segment) { return !fs::exists(segment); };
  if (std::any_of(segments_.begin(), segments_.end(), gone)) snapshots_.clear();
  segments_.clear();
  for (const auto& entry : fs::directory_iterator(directory_)) segments_.push_back(entry.path());
}

void Story::set_age(std::chrono::hours age) const {
  for (const auto& entry : fs::directory_iterator(directory_)) {
    fs::last_write_time(entry.path(), fs::file_time_type::clock::now() - age);
  }
}

void Story::outlive_retention() {
  pass(kQuiet);  // a loss that nobody has noticed yet is noticed
  set_age(2h);
  pass(kQuiet + 2s);
  set_age(0h);
}

double Story::lost() const { return metrics_.unrecoverable_records.Value(); }

std::string Story::complaint_at_the_end() {
  store_.fate_of_next(StoreModel::Fate::answered, 0);
  store_.set_back();
  pass(3 * kQuiet);
  if (run_->pipeline->readiness() != Pipeline::Readiness::ready) return "it is not ready";
  if (metrics_.journal_unapplied_records.Value() != 0) return "it has not settled";
  if (lost() != 0) return "it believes that records are lost";
  if (refused_ != 0) return std::to_string(refused_) + " pings were refused or called repeats";
  return compare();
}

/// What was kept, what the store holds, and what the pipeline says.
std::string Story::compare() {
  std::vector<ping::Article> articles;
  for (const auto& [article, kept] : kept_) articles.push_back(article);
  std::vector<std::optional<tally::Totals>> said(articles.size());
  asio::co_spawn(
      run_->context, run_->inlet->counts(articles),
      [&said](const std::exception_ptr&, auto counts) { said = std::move(counts.totals); });
  pass(5 * kTick);
  std::string complaint;
  for (std::size_t i = 0; i < articles.size(); ++i) {
    const auto kept = kept_.at(articles[i]);
    const tally::Totals right{kept, kept, kept, 0, 0, kept};
    const auto held = store_.totals(articles[i]);
    if (held == right && said[i] == right) continue;
    complaint += articles[i].site + articles[i].path.substr(0, 8) + ": kept " +
                 std::to_string(kept) + ", the store has " + text_of(held) +
                 ", the pipeline says " + (said[i] ? text_of(*said[i]) : "nothing") + "\n";
  }
  for (const auto& [site, kept] : kept_set_aside_) {
    const auto held = store_.set_aside(site);
    if (held == kept) continue;
    complaint += site.site + ": kept " + std::to_string(kept) + " set aside, the store has " +
                 std::to_string(held) + "\n";
  }
  return complaint;
}

}  // namespace readcount::pipeline::testing
