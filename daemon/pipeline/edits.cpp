// Changes by hand: journalled as pings are, answered once the store has them.

#include "pipeline/pipeline.hpp"

#include <algorithm>
#include <utility>

namespace readcount::pipeline {

void Pipeline::edit(const std::vector<EditWork*>& works) {
  for (auto* work : works) {
    if (!(work->refusal = obstacle())) work->refusal = old_address(work->record);
    if (work->refusal) {
      finish(work);
      continue;
    }
    const auto number = stage(work->record);
    if (work->record.kind == tally::RecordKind::erase) tally_.begin_anew(work->record.article);
    keeper_.write([this, work, number](bool ok) { kept(*work, number, ok); });
  }
}

/// What was said of an old article went into the new one; nobody who names the old one means that.
std::optional<Problem> Pipeline::old_address(const tally::Record& record) const {
  if (record.kind == tally::RecordKind::merge) return std::nullopt;
  const auto* into = redirector_.redirects().find(record.article);
  if (into == nullptr) return std::nullopt;
  return Problem{Code::was_merged,
                 record.article.path + " was merged into " + *into + ": name that one"};
}

/// Of two the later one is true: they differ in time, whatever the clock does.
tally::RecordNumber Pipeline::stage(tally::Record& record) {
  last_edit_ = std::max(wall_now(), last_edit_ + std::chrono::milliseconds(1));
  record.at = last_edit_;
  return write_down(record);
}

void Pipeline::kept(EditWork& work, tally::RecordNumber number, bool ok) {
  if (ok) {
    last_kept_ = number;
    tally_.commit(work.record, number);
    if (work.record.kind == tally::RecordKind::erase) {
      metrics::Metrics::gone(counters_of(work.record.article.site), work.record.article.path);
    }
    waiting_edits_.push_back({number, &work});
    if (!settled_ || foreign_) release_edits();
  } else {
    if (work.record.kind == tally::RecordKind::erase) {
      tally_.withdraw_beginning(work.record.article);
    }
    work.refusal = cannot_keep();
    finish(&work);
  }
  show_unapplied();
  release_finished();
}

void Pipeline::release_applied_edits() {
  std::erase_if(waiting_edits_, [this](const WaitingEdit& edit) {
    if (edit.number > applied_through_) return false;
    edit.work->applied = true;
    finish(edit.work);
    return true;
  });
}

/// The store is away: they are kept, and nobody knows when they will be in.
void Pipeline::release_edits() {
  for (const auto& edit : std::exchange(waiting_edits_, {})) finish(edit.work);
}

}  // namespace readcount::pipeline
