// What a ping is: a view or a repeat, how much further a page view has got, an event.

#include "ping/text.hpp"
#include "tally/article_hash.hpp"
#include "tally/tally.hpp"

#include <algorithm>
#include <utility>

namespace readcount::tally {
namespace {

using ping::Outcome;

constexpr std::uint8_t kEnd = 100;  // the scroll depth at which an article's end was seen

bool is_completion(std::uint32_t engaged, std::uint8_t scroll, std::uint32_t read_seconds) {
  return engaged >= read_seconds && scroll == kEnd;
}

/// What became of a page view by this progress. A read and a completion count with the seconds that
/// make them, which may come late; a completion, for which the end has to be seen too, once.
void judge(Progress& progress, bool is_completed, std::uint32_t read_seconds) {
  if (!progress.is_view) {
    progress.scroll = progress.scroll_before;
    return;
  }
  progress.read = progress.engaged_before < read_seconds && progress.engaged >= read_seconds;
  progress.completed =
      !is_completed && is_completion(progress.engaged, progress.scroll, read_seconds) &&
      !is_completion(progress.engaged_before, progress.scroll_before, read_seconds);
}

bool is_news(const Progress& progress) {
  return progress.engaged > progress.engaged_before || progress.scroll > progress.scroll_before;
}

/// Whether the reader has seen the article lately.
RepeatWindow::Seen look(const RepeatWindow& repeats, const ping::Ping& ping, std::uint64_t article,
                        const ReaderKeys& reader) {
  const auto seen = repeats.look(pair_of(reader.today, article), ping.happened());
  if (seen == RepeatWindow::Seen::within || !reader.yesterday) return seen;
  // The same reader had another key before midnight.
  const auto yesterday = repeats.look(pair_of(*reader.yesterday, article), ping.happened());
  return yesterday == RepeatWindow::Seen::within ? yesterday : seen;
}

/// Running totals only grow, and not beyond the time that has passed. What was reported, another
/// daemon has counted, or a message says that is still under way: it fills the gap.
Progress progress_of_known(const ViewTable& views, const ViewTable::View& view,
                           const ping::Ping& ping) {
  const auto& told = ping.engagement;
  Progress progress;
  progress.began = view.began;
  progress.is_view = view.is_view;
  progress.scroll_before = view.scroll;
  progress.scroll = std::max(view.scroll, told.scroll);
  const auto possible = std::min(told.engaged, views.most_engaged(view, ping.happened()));
  if (possible > view.engaged) {
    progress.engaged_before = std::clamp(told.reported, view.engaged, possible);
    progress.engaged = possible;
    return progress;
  }
  const auto from = std::max(told.reported, view.gap.from);
  const auto to = std::min(possible, view.gap.to);
  progress.engaged_before = from < to ? from : view.engaged;
  progress.engaged = from < to ? to : view.engaged;
  return progress;
}

/// This daemon did not see the view begin, or has forgotten it: what was reported before is taken
/// for counted, the scroll depth with it, and the view for as old as it says. Whoever makes up such
/// views pays with his credit: for each of them a second at least, for a read as much as a read
/// takes. Nothing: the reader has no credit.
std::optional<Progress> progress_of_unknown(Credit& credit, const ping::Ping& ping,
                                            const ReaderKeys& reader, std::uint32_t read) {
  const auto& told = ping.engagement;
  const auto now = ping.happened();
  const auto wanted = told.engaged - told.reported;
  const bool would_be_read = told.reported < read && told.engaged >= read;
  const auto paid =
      credit.allow(reader.today, would_be_read ? std::max(wanted, read) : wanted, now);
  if (paid == 0) return std::nullopt;
  Progress progress;
  progress.engaged_before = told.reported;
  progress.engaged = told.reported + std::min(paid, wanted);
  if (would_be_read && paid < read) progress.engaged = std::min(progress.engaged, read - 1);
  progress.scroll_before = told.reported > 0 ? told.scroll : 0;
  progress.scroll = told.scroll;
  progress.began = now - std::chrono::seconds{progress.engaged};
  return progress;
}

/// The view is now where its progress says.
void move(ViewTable::View& view, const Progress& progress) {
  auto& [from, to] = view.gap;
  if (progress.engaged > view.engaged) {
    if (progress.engaged_before > view.engaged) {
      from = view.engaged;
      to = progress.engaged_before;
    }
    view.engaged = progress.engaged;
  } else if (progress.engaged > progress.engaged_before) {
    (progress.engaged_before == from ? from : to) =
        progress.engaged_before == from ? progress.engaged : progress.engaged_before;
  }
  view.scroll = progress.scroll;
  view.is_completed = view.is_completed || progress.completed;
}

}  // namespace

Decision Tally::decide(ping::Ping& ping, const ReaderKeys& reader) {
  Decision decision;
  decision.undo.past = ping.past.has_value();
  auto& memory = memory_for(ping);
  const auto told = place(memory, ping, decision);
  switch (ping.kind) {
    case ping::Kind::view:
      decide_view(memory, ping, told, reader, decision);
      break;
    case ping::Kind::engage:
      decide_engage(memory, ping, told, reader, decision);
      break;
    case ping::Kind::event:
      decide_event(memory, ping, told, reader, decision);
      break;
  }
  return decision;
}

Memory& Tally::memory_for(const ping::Ping& ping) {
  if (ping.past) past_used_ = ping.at;
  return memory_of(ping.past.has_value());
}

Record& Tally::begin_record(ping::Ping& ping, const Told& told, const ReaderKeys& reader,
                            Decision& decision) {
  auto& record = decision.record.emplace();
  record.kind = kind_of(ping.kind);
  record.article = std::move(ping.article);
  record.at = ping.at;
  record.past = ping.past;
  record.reader = reader.today;
  record.view = ping.view;
  if (decision.told) record.told = decision.told->path;
  admit(record, told.counts_as, decision);
  return record;
}

void Tally::decide_view(Memory& memory, ping::Ping& ping, const Told& told,
                        const ReaderKeys& reader, Decision& decision) {
  const Hashed article(ping.article, told.counts_as);
  auto* view = told.view;
  if (view != nullptr && view->has_begun) {  // the same ping again
    sign_of_life(memory, *view, article, ping.happened());
    return;
  }

  const auto seen = look(memory.repeats, ping, told.known_as, reader);
  const bool repeat = seen == RepeatWindow::Seen::within;
  if (!repeat) {
    decision.undo.pair = pair_of(reader.today, told.known_as);
    decision.undo.window_before = memory.repeats.open(*decision.undo.pair, ping.happened());
  }
  if (ping.view != 0 && view == nullptr) {
    view = &open_view(memory, told.key, article, ping.happened());
    decision.undo.opened_view = told.key;
  }
  auto& record = begin_record(ping, told, reader, decision);
  record.counted = !repeat;
  record.new_reader = seen == RepeatWindow::Seen::never;
  name_sources(memory.names, ping.sources, record);
  file_under(memory.names, ping.about, told.counts_as, record);
  if (view != nullptr) {
    // One that was known already had been overtaken by what came after it.
    if (!decision.undo.opened_view) decision.undo.begun_view = told.key;
    view->has_begun = true;
    view->is_view = !repeat;
    view->section = texts_.keep(record.section);
    view->author = texts_.keep(record.author);
  }
  decision.outcome = repeat ? Outcome::repeat : Outcome::counted;
}

void Tally::decide_engage(Memory& memory, ping::Ping& ping, const Told& told,
                          const ReaderKeys& reader, Decision& decision) {
  const Hashed article(ping.article, told.counts_as);
  const auto key = told.key;
  const auto read_seconds = static_cast<std::uint32_t>(options_.read_seconds.count());
  auto* view = told.view;
  Progress progress;
  if (view != nullptr) {
    sign_of_life(memory, *view, article, ping.happened());
    progress = progress_of_known(memory.views, *view, ping);
    decision.undo.moved_view = key;
    decision.undo.engaged_before = view->engaged;
    decision.undo.gap_before = view->gap;
    decision.undo.was_completed = view->is_completed;
    decision.undo.scroll_before = view->scroll;
  } else {
    const auto believed = progress_of_unknown(memory.credit, ping, reader, read_seconds);
    if (!believed) return;
    progress = *believed;
    view = &open_view(memory, key, article, ping.happened());
    view->began = progress.began;
    view->engaged = progress.engaged_before;
    decision.undo.opened_view = key;
    if (const auto* entry = articles_.find(article)) {
      view->section = entry->section;
      view->author = entry->author;
    }
  }
  judge(progress, view->is_completed, read_seconds);
  move(*view, progress);
  if (!is_news(progress)) return;

  auto& record = begin_record(ping, told, reader, decision);
  record.progress = progress;
  record.section = texts_.text(view->section);
  record.author = texts_.text(view->author);
  decision.outcome = Outcome::counted;
}

void Tally::decide_event(Memory& memory, ping::Ping& ping, const Told& told,
                         const ReaderKeys& reader, Decision& decision) {
  if (told.view != nullptr) {
    sign_of_life(memory, *told.view, Hashed(ping.article, told.counts_as), ping.happened());
  }
  auto& record = begin_record(ping, told, reader, decision);
  record.event = memory.names.admit(record.article.site, NameKind::event, ping.event,
                                    day_of(record.happened()));
  decision.outcome = Outcome::counted;
}

void Tally::withdraw(const Decision& decision) {
  const auto& undo = decision.undo;
  auto& memory = memory_of(undo.past);
  if (undo.admitted) withdraw_admission(*decision.record);
  if (undo.pair) memory.repeats.put_back(*undo.pair, undo.window_before);
  if (undo.opened_view) close_view(memory, *undo.opened_view);
  if (undo.begun_view) {
    auto* view = memory.views.find(*undo.begun_view);
    if (view == nullptr) return;
    view->has_begun = false;
    view->is_view = true;
  }
  if (undo.moved_view) {
    auto* view = memory.views.find(*undo.moved_view);
    if (view == nullptr) return;
    view->engaged = undo.engaged_before;
    view->gap = undo.gap_before;
    view->is_completed = undo.was_completed;
    view->scroll = undo.scroll_before;
  }
}

void Tally::name_sources(Names& names, const ping::Sources& told, Record& record) {
  if (!record.counted) return;
  const auto admit = [&](NameKind kind, const std::string& name) {
    return names.admit(record.article.site, kind, name, day_of(record.happened()));
  };
  record.sources.referrer = admit(NameKind::referrer, told.referrer);
  record.sources.campaign = admit(NameKind::campaign, told.campaign);
  record.sources.country = admit(NameKind::country, told.country);
  record.sources.language = admit(NameKind::language, told.language);
  record.sources.channel = told.channel;
  record.sources.device = told.device;
}

/// By what the page says now, else by what it was known for: its section and author; and whether it
/// says something new. Notes it at once, for what follows in the same batch; should the record not
/// be kept, it is no harm.
void Tally::file_under(Names& names, const ping::Metadata& about, std::uint64_t article_hash,
                       Record& record) {
  // Used just now, so it stays when names need room.
  auto& entry = articles_.touch(Hashed(record.article, article_hash));
  const auto name = [&](NameKind kind, const std::string& said, std::uint32_t known) {
    if (said.empty()) return texts_.text(known);
    return admit_name(names, record, kind, ping::cut(said, kMaxSubjectName));
  };
  record.section = name(NameKind::section, about.section, entry.section);
  record.author = name(NameKind::author, about.author, entry.author);
  const auto hash = hash_of(about);
  const bool is_told = hash != 0 && entry.about_hash != hash;
  if (is_told && record.article.path != kOther) record.about = about;
  note_names(entry, record);
}

}  // namespace readcount::tally
