#include "api/live_text.hpp"

#include "api/answer.hpp"
#include "ping/address.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>

namespace readcount::api {
namespace {

void append_row(std::string& json, const pipeline::LiveRow& row) {
  const auto& about = row.about;
  json += "{\"path\":" + json_string(row.article.path) +
          ",\"url\":" + json_string(ping::url_of(row.article)) +
          ",\"title\":" + json_string(about.title) + ",\"section\":" + json_string(about.section) +
          ",\"author\":" + json_string(about.author) + ",\"value\":" + std::to_string(row.live) +
          ",\"views\":" + std::to_string(about.views) + '}';
}

}  // namespace

std::string live_json(const query::LiveQuestion& question, const pipeline::LiveSite& site) {
  std::string json = "{\"site\":" + json_string(question.site) +
                     ",\"limit\":" + std::to_string(question.limit) +
                     ",\"live\":" + std::to_string(site.live) +
                     ",\"views\":" + std::to_string(site.views) + ",\"rows\":[";
  const auto rows = std::min(question.limit, site.rows.size());
  for (std::size_t i = 0; i < rows; ++i) {
    if (i > 0) json += ',';
    append_row(json, site.rows[i]);
  }
  return json + "]}";
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
