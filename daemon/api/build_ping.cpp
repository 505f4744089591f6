#include "api/build_ping.hpp"

#include "base/clock.hpp"
#include "ping/device.hpp"
#include "ping/language.hpp"
#include "ping/reader.hpp"
#include "ping/source.hpp"
#include "ping/view_id.hpp"

#include <utility>

namespace readcount::api {
namespace {

ping::Sources sources_of(const Known& known, const Sender& sender, const std::string& site,
                         const ping::Message& message) {
  ping::Sources sources;
  ping::note_source(message, site, known.sites, sources);
  sources.device = ping::device_of(sender.user_agent, sender.is_mobile);
  sources.language = ping::language_of(sender.language);
  if (known.countries != nullptr) sources.country = known.countries->of(sender.address);
  return sources;
}

}  // namespace

Known known_by(const Rules& rules) {
  return {rules.sites, rules.countries ? &*rules.countries : nullptr};
}

ping::Ping build_ping(const Known& known, const Sender& sender, ping::Article article,
                      ping::Message message) {
  ping::Ping ping;
  ping.kind = message.kind;
  ping.at = wall_now();
  ping.set_aside = sender.set_aside;
  if (ping.set_aside) {
    ping.article = std::move(article);
    return ping;
  }
  ping.reader = ping::reader_identity(sender.address, sender.user_agent, article.site);
  ping.view = ping::view_hash(message.view);
  if (ping.kind == ping::Kind::view) {
    ping.sources = sources_of(known, sender, article.site, message);
    ping.about = {std::move(message.title), std::move(message.section), std::move(message.author),
                  std::move(message.published)};
  }
  ping.engagement = message.engagement;
  ping.event = std::move(message.name);
  ping.article = std::move(article);
  return ping;
}

}  // namespace readcount::api
