#include "tally/subject.hpp"

namespace readcount::tally {
namespace {

ping::Article named(std::string_view site, std::string_view mark, std::string_view name) {
  ping::Article subject{std::string(site), {}};
  subject.path.reserve(mark.size() + name.size());
  subject.path.append(mark).append(name);
  return subject;
}

}  // namespace

SubjectKind kind_of(const ping::Article& subject) noexcept {
  if (subject.path.empty()) return SubjectKind::site;
  switch (subject.path.front()) {
    case 's':
      return SubjectKind::section;
    case 'a':
      return SubjectKind::author;
    default:
      return SubjectKind::article;
  }
}

ping::Article site_of(const ping::Article& article) { return {article.site, {}}; }

ping::Article section_of(std::string_view site, std::string_view name) {
  return named(site, "s:", name);
}

ping::Article author_of(std::string_view site, std::string_view name) {
  return named(site, "a:", name);
}

ping::Article other_of(std::string_view site) { return {std::string(site), std::string(kOther)}; }

}  // namespace readcount::tally
