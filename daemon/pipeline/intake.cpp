// Pings in, answers out: the hot path.

#include "ping/reader.hpp"
#include "pipeline/inlet.hpp"
#include "pipeline/pipeline.hpp"
#include "tally/sum.hpp"

#include <array>
#include <utility>

namespace readcount::pipeline {
namespace {

// How old an answer from memory may be: other daemons count into the same store.
constexpr std::chrono::seconds kFresh{1};

}  // namespace

Problem cannot_keep() {
  return {Code::journal_unavailable, "it cannot be written down at the moment; try again later"};
}

void Pipeline::take(const std::vector<PingWork*>& works) {
  std::vector<Staged> batch;
  batch.reserve(works.size());
  for (auto* work : works) {
    if ((work->refusal = obstacle())) {
      finish(work);
    } else if (!ask_first(*work)) {
      batch.push_back(stage(*work));
    }
  }
  if (batch.empty()) return;
  keeper_.write([this, batch = std::make_shared<std::vector<Staged>>(std::move(batch))](bool ok) {
    kept(std::move(*batch), ok);
  });
}

/// An article that this daemon does not know may be an old one, and need no room in the budget; so
/// may a section and an author. True: the ping comes again when the store has told, or has failed
/// to.
bool Pipeline::ask_first(PingWork& work) {
  redirector_.redirects().resolve(work.ping.article);
  if (std::exchange(work.is_doubtful, false)) {
    work.totals.reset();  // of any of them
    return false;
  }
  if (work.ping.set_aside || !asker_.possible()) return false;
  const auto subjects = tally_.doubtful(work.ping, std::chrono::steady_clock::now());
  work.is_doubtful = !subjects.empty();
  for (const auto& subject : subjects) {
    asker_.ask(tally_.articles().touch(subject), work, work.totals);
  }
  return work.is_doubtful;
}

void Pipeline::told(Work* work) {
  if (work->is_doubtful) {
    told_.push_back(static_cast<PingWork*>(work));
  } else {
    finish(work);
  }
}

void Pipeline::take_told() {
  take(std::exchange(told_, {}));
  release_finished();
}

std::optional<Problem> Pipeline::obstacle() const {
  if (!keeper_.able()) return cannot_keep();
  if (journal_bytes() >= options_.retention.max_bytes) {
    return Problem{Code::journal_full,
                   "the journal is at --journal-max-bytes and the store has not taken what is in "
                   "it; try again later"};
  }
  return std::nullopt;
}

Pipeline::Staged Pipeline::stage(PingWork& work) {
  Staged staged;
  staged.work = &work;
  redirector_.redirects().resolve(work.ping.article);
  staged.decision = work.ping.set_aside ? tally::Tally::set_aside(work.ping)
                                        : tally_.decide(work.ping, keys_of(work.ping));
  if (!staged.decision.record) return staged;
  staged.number = write_down(*staged.decision.record);
  return staged;
}

/// Into the journal's next batch.
tally::RecordNumber Pipeline::write_down(const tally::Record& record) {
  payload_.clear();
  tally::encode(record, payload_);
  std::array<std::uint8_t, tally::kMostTouched> partitions{};
  std::size_t count = 0;
  tally::for_each_partition(record, [&](tally::Partition partition) {
    partitions[count++] = static_cast<std::uint8_t>(partition);
  });
  return keeper_.stage(payload_, {partitions.data(), count});
}

tally::ReaderKeys Pipeline::keys_of(const ping::Ping& ping) {
  const auto arrived = day_of(ping.at);
  const auto today = day_of(ping.happened());
  tally::ReaderKeys keys;
  keys.today = ping::reader_key(ping.reader, salts_.of(today, arrived));
  if (ping.happened() - today < options_.tally.repeat_window) {
    const auto yesterday = today - std::chrono::days{1};
    keys.yesterday = ping::reader_key(ping.reader, salts_.of(yesterday, arrived));
  }
  return keys;
}

void Pipeline::kept(std::vector<Staged> batch, bool ok) {
  const auto kept_before = last_kept_;
  if (ok) {
    for (auto& staged : batch) count(staged);
  } else {
    // Backwards, so that of two pings of one reader the first restores what was before both.
    for (auto it = batch.rbegin(); it != batch.rend(); ++it) {
      tally_.withdraw(it->decision);
      it->work->refusal = cannot_keep();
      finish(it->work);
    }
  }
  if (applied_through_ >= kept_before) {
    show_lag();  // the first since everything was in
  } else {
    show_unapplied();
  }
  const bool too_much = tally_.pending().bytes() > kMaxPending;
  if (too_much && !tally_.is_behind() && !flushing_) fall_behind();
  show_readiness();
  release_finished();
}

/// A ping that changes nothing is answered here as well: not before what it repeats is kept.
void Pipeline::count(Staged& staged) {
  auto& work = *staged.work;
  work.outcome = staged.decision.outcome;
  tally::Entry* entry = nullptr;
  const metrics::SiteCounters* of_site = nullptr;
  const auto& told = staged.decision.told;
  if (const auto& record = staged.decision.record) {
    last_kept_ = staged.number;
    entry = &tally_.commit(*record, staged.number);
    of_site = &counters_of(entry->article.site);
    show_counted(*of_site, *record);
    if (told && !work.ping.set_aside) metrics::count(*of_site->beyond_budget);
  } else {
    entry = &tally_.articles().touch(work.ping.article);
    of_site = &counters_of(entry->article.site);
  }
  metrics::count(of_site->of(work.ping.kind).with(work.outcome));

  if (work.ping.kind == ping::Kind::view && work.wants_counts) {
    // What is shown of an article is its own, and that is nothing while (other) stands for it.
    if (told) entry = &tally_.articles().touch(*told);
    work.live = entry->live + presence_.elsewhere(entry->article);
    // Who is counted brings the store's totals anew with his batch.
    if (entry->is_known && !work.ping.set_aside) {
      work.totals = entry->shown();
    } else {
      tell(*entry, work, work.totals);
    }
  }
  if (work.missing == 0) finish(&work);
}

const metrics::SiteCounters& Pipeline::counters_of(const std::string& site) {
  auto& counters = site_counters_[site];
  if (counters == nullptr) counters = &metrics_.site(site);
  return *counters;
}

void Pipeline::show_counted(const metrics::SiteCounters& counters, const tally::Record& record) {
  if (record.is_new) metrics::count(*counters.new_articles);
  const auto totals = tally::totals_of(record, tally::SubjectKind::site);
  if (totals.views > 0) metrics::Metrics::viewed(counters, record.article.path);
  if (totals.reads > 0) metrics::count(*counters.reads);
  if (totals.engaged > 0) {
    metrics::count(*counters.engaged_seconds, static_cast<double>(totals.engaged));
  }
}

/// An article's totals, from memory while that is fresh, else from the store if it can be asked.
void Pipeline::tell(tally::Entry& entry, Work& work, std::optional<tally::Totals>& totals) {
  const bool fresh = entry.is_known && std::chrono::steady_clock::now() - entry.known_at < kFresh;
  if (!fresh && asker_.possible()) {
    asker_.ask(entry, work, totals);
  } else if (entry.is_known) {
    totals = entry.shown();
  }
}

void Pipeline::answer(const std::vector<CountsWork*>& works) {
  for (auto* work : works) {
    work->totals.resize(work->articles.size());
    work->live.resize(work->articles.size());
    for (std::size_t i = 0; i < work->articles.size(); ++i) {
      redirector_.redirects().resolve(work->articles[i]);
      auto& entry = tally_.articles().touch(work->articles[i]);
      tell(entry, *work, work->totals[i]);
      work->live[i] = entry.live + presence_.elsewhere(entry.article);
    }
    if (work->missing == 0) finish(work);
  }
}

void Pipeline::finish(Work* work) { finished_[work->inlet].push_back(work); }

void Pipeline::release_finished() {
  for (auto& [inlet, works] : finished_) {
    if (!works.empty()) inlet->release(std::exchange(works, {}));
  }
}

}  // namespace readcount::pipeline
