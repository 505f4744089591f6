// What an earlier run kept, so that a repeat is known after a restart, and a page view that goes
// on.

#include "tally/article_hash.hpp"
#include "tally/tally.hpp"

#include <algorithm>

namespace readcount::tally {
namespace {

/// What decide() knows a page by: what it tells, wherever that counts.
std::uint64_t told_hash(const Record& record) {
  if (record.told.empty()) return hash_of(record.article);
  return hash_of(ping::Article{record.article.site, record.told});
}

}  // namespace

Memory& Tally::memory_of(bool past) {
  if (!past) return now_;
  return past_ ? *past_ : past_.emplace(options_.repeat_window, options_.memory);
}

void Tally::remember(const Record& record, Time now) {
  auto& memory = memory_of(record.past.has_value());
  if (record.past) past_used_ = record.at;
  remember_admission(record, now);
  switch (record.kind) {
    case RecordKind::view:
      remember_view(memory, record, now);
      break;
    case RecordKind::engage:
      remember_progress(memory, record, now);
      break;
    default:
      break;
  }
}

void Tally::remember_view(Memory& memory, const Record& record, Time now) {
  const auto told = told_hash(record);
  if (record.counted) {
    memory.repeats.open(pair_of(record.reader, told), record.happened());
  }
  if (!record.section.empty() || !record.author.empty() || record.about) {
    auto& entry = articles_.touch(record.article);
    note_names(entry, record);
    if (record.about) entry.about_hash = hash_of(*record.about);
  }
  const auto key = pair_of(record.view, told);
  if (record.view == 0) return;
  auto* view = memory.views.find(key);
  if (view == nullptr) view = &open_view(memory, key, record.article, record.happened());
  view->has_begun = true;
  view->is_view = record.counted;
  view->section = texts_.keep(record.section);
  view->author = texts_.keep(record.author);
  remember_silence(memory, *view, record.at, now);
}

void Tally::remember_progress(Memory& memory, const Record& record, Time now) {
  const auto key = pair_of(record.view, told_hash(record));
  auto* view = memory.views.find(key);
  if (view == nullptr) {
    view = &open_view(memory, key, record.article, record.happened());
    view->began = record.progress.began;
    view->is_view = record.progress.is_view;
    view->section = texts_.keep(record.section);
    view->author = texts_.keep(record.author);
  } else {
    sign_of_life(memory, *view, record.article, record.happened());
  }
  view->engaged = std::max(view->engaged, record.progress.engaged);
  view->scroll = record.progress.scroll;
  view->is_completed = view->is_completed || record.progress.completed;
  remember_silence(memory, *view, record.at, now);
}

/// Whose last sign of life is an old one, is not being read now.
void Tally::remember_silence(Memory& memory, ViewTable::View& view, Time at, Time now) {
  if (now - at < ViewTable::kSilence) return;
  const auto article = view.article;
  const bool was_live = memory.views.silence_now(view);
  if (was_live && &memory == &now_) lose_live(article);
}

}  // namespace readcount::tally
