// Which articles, sections and authors are new, and which of those count under (other).

#include "ping/text.hpp"
#include "tally/article_hash.hpp"
#include "tally/tally.hpp"

#include <utility>

namespace readcount::tally {
namespace {

/// Another daemon may have counted an article since the store was asked for it.
constexpr std::chrono::seconds kNothingIsKnownFor{1};

ping::Article subject_of(std::string_view site, NameKind kind, std::string_view name) {
  return kind == NameKind::section ? section_of(site, name) : author_of(site, name);
}

bool exists(const Entry& entry) noexcept {
  return entry.is_admitted || (entry.is_known && entry.known != Totals{});
}

}  // namespace

std::vector<ping::Article> Tally::doubtful(const ping::Ping& ping,
                                           std::chrono::steady_clock::time_point now) {
  std::vector<ping::Article> subjects;
  if (ping.past) return subjects;
  if (is_doubtful(ping.article, now)) subjects.push_back(ping.article);
  if (ping.kind != ping::Kind::view) return subjects;
  const auto look_at = [&](NameKind kind, const std::string& said) {
    const auto name = ping::cut(said, kMaxSubjectName);
    if (name.empty()) return;
    const auto standing =
        now_.names.standing(ping.article.site, kind, name, day_of(ping.happened()));
    if (standing != Names::Standing::fits) return;
    auto subject = subject_of(ping.article.site, kind, name);
    if (is_doubtful(subject, now)) subjects.push_back(std::move(subject));
  };
  look_at(NameKind::section, ping.about.section);
  look_at(NameKind::author, ping.about.author);
  return subjects;
}

bool Tally::is_doubtful(const ping::Article& subject, std::chrono::steady_clock::time_point now) {
  const auto* entry = articles_.find(subject);
  if (entry == nullptr) return true;
  if (exists(*entry)) return false;
  return !entry->is_known || now - entry->known_at >= kNothingIsKnownFor;
}

/// Where a ping counts is settled by whether its article is new, but a page view stays where it
/// began. What counts under (other) is known by what its page tells: its repeats are its own.
Tally::Told Tally::place(Memory& memory, ping::Ping& ping, Decision& decision) {
  Told told;
  told.article = hash_of(ping.article);
  told.known_as = memory.known_as(told.article);
  told.key = pair_of(ping.view, told.known_as);
  told.view = ping.view == 0 ? nullptr : memory.views.find(told.key);
  told.counts_as = told.article;
  const bool is_other =
      told.view != nullptr
          ? told.view->article != told.article
          : !ping.past && !has_room_for(Hashed(ping.article, told.article), ping.at);
  if (is_other) {
    auto other = other_of(ping.article.site);
    decision.told = std::exchange(ping.article, std::move(other));
    told.counts_as = hash_of(ping.article);
  }
  return told;
}

bool Tally::has_room_for(const Hashed& article, Time now) {
  const auto* entry = articles_.find(article);
  return (entry != nullptr && exists(*entry)) || budget_.has_room(article.article.site, now);
}

/// A section or an author: what it counts under. One that there never was spends of the budget; a
/// day of which it is known needs no more. One of which the store could not tell is most likely an
/// old one, and what became (other) would stay so: it is let in for nothing, as a day has a bound
/// of names anyway. Articles have none but their budget, and spend of it even so.
std::string_view Tally::admit_name(Names& names, const Record& record, NameKind kind,
                                   std::string_view name) {
  const auto& site = record.article.site;
  const auto found = names.standing(site, kind, name, day_of(record.happened()));
  const bool is_first = found == Names::Standing::fits;
  if (record.past || name == kOther || !is_first) return names.admit(site, kind, name, found);
  auto& entry = articles_.touch(subject_of(site, kind, name));
  const auto index = static_cast<std::size_t>(kind);
  if (!exists(entry) && entry.is_known) {
    if (!name_budget_.has_room(site, record.at)) {
      ++met_.new_names[index];
      return kOther;
    }
    name_budget_.spend(site, record.at);
    ++new_names_[index];
  }
  entry.is_admitted = true;
  return names.admit(site, kind, name, found);
}

/// An article of which there is to be a record exists from now on.
void Tally::admit(Record& record, std::uint64_t article_hash, Decision& decision) {
  if (decision.told) return;
  auto& entry = articles_.touch(Hashed(record.article, article_hash));
  if (exists(entry)) return;
  entry.is_admitted = true;
  decision.undo.admitted = true;
  if (record.past) return;
  record.is_new = true;
  budget_.spend(record.article.site, record.at);
}

void Tally::withdraw_admission(const Record& record) {
  if (auto* entry = articles_.find(record.article)) entry->is_admitted = false;
  if (record.is_new) budget_.give_back(record.article.site);
}

void Tally::remember_admission(const Record& record, Time now) {
  articles_.touch(record.article).is_admitted = true;
  if (record.is_new && hour_of(record.at) == hour_of(now)) {
    budget_.spend(record.article.site, record.at);
  }
  const auto& site = record.article.site;
  if (!record.section.empty()) articles_.touch(section_of(site, record.section)).is_admitted = true;
  if (!record.author.empty()) articles_.touch(author_of(site, record.author)).is_admitted = true;
}

}  // namespace readcount::tally
