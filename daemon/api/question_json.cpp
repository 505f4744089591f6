#include "api/question_json.hpp"

#include "api/answer.hpp"
#include "ping/address.hpp"
#include "ping/text.hpp"

#include <array>
#include <charconv>

namespace readcount::api {
namespace {

/// A text of the store, which anyone may have changed.
std::string stored_text(const std::string& text) {
  return json_string(ping::is_utf8(text) ? std::string_view(text) : "(not UTF-8)");
}

}  // namespace

std::string asked_subject(const query::Question& question) {
  std::string json = "{\"site\":" + json_string(question.subject.site);
  if (!question.url.empty()) json += ",\"url\":" + json_string(question.url);
  if (!question.section.empty()) json += ",\"section\":" + json_string(question.section);
  if (!question.author.empty()) json += ",\"author\":" + json_string(question.author);
  return json;
}

std::string asked_time(const query::Question& question, query::Second from, query::Second to) {
  std::string json;
  if (!question.period.name.empty()) json = ",\"period\":" + json_string(question.period.name);
  json += ",\"from\":" + json_string(question.zone.text_of(from));
  json += ",\"to\":" + json_string(question.zone.text_of(to));
  return json + ",\"tz\":" + json_string(question.zone.name());
}

std::string row_json(const std::string& site, const pipeline::ListRow& row, std::string_view more) {
  const ping::Article article{site, row.path};
  return "{\"path\":" + stored_text(row.path) + ",\"url\":" + stored_text(ping::url_of(article)) +
         ",\"title\":" + stored_text(row.title) + ",\"section\":" + stored_text(row.section) +
         ",\"author\":" + stored_text(row.author) + ",\"value\":" + number_json(row.value) +
         std::string(more) + '}';
}

std::string number_json(double number) {
  std::array<char, 400> text{};  // the longest double without an exponent has 309 digits
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  return {text.data(), end.ptr};
}

}  // namespace readcount::api
