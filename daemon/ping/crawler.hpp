#pragma once

#include <string_view>

namespace readcount::ping {

/// Whether a user agent declares itself to be a machine that reads pages of its own accord: search
/// engines, language models, link previews of chats and networks, archives, feeds, monitors. It is
/// believed, not proven: no address is looked up, and who lies is not found here. HTTP tools (curl,
/// wget, libraries, headless browsers) and an empty name declare nothing of the kind.
///
/// One pass, no allocation.
bool is_declared_crawler(std::string_view user_agent) noexcept;

}  // namespace readcount::ping
