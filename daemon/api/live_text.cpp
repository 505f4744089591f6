#include "api/live_text.hpp"

#include "api/answer.hpp"
#include "api/question_json.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <span>

namespace readcount::api {

std::string live_json(const query::Question& question, const pipeline::LiveSite& site) {
  const auto& name = question.subject.site;
  const std::span shown(site.rows.data(), std::min(question.limit, site.rows.size()));
  return "{\"site\":" + json_string(name) + ",\"limit\":" + std::to_string(question.limit) +
         ",\"live\":" + std::to_string(site.live) + ",\"views\":" + std::to_string(site.views) +
         ",\"rows\":" +
         array_json(shown,
                    [&](const pipeline::LiveRow& row) {
                      return row_json(name, row.row, ",\"views\":" + std::to_string(row.views));
                    }) +
         '}';
}

std::string event_id(const std::string& json) {
  std::uint64_t hash = 0xcbf29ce484222325U;  // FNV-1a
  for (const char c : json) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3U;
  }
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash));
  return text;
}

std::string live_event(const std::string& id, const std::string& json) {
  return "id: " + id + "\nevent: live\ndata: " + json + "\n\n";
}

}  // namespace readcount::api
