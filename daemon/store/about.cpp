#include "store/about.hpp"

#include "base/number.hpp"
#include "ping/text.hpp"
#include "store/classify.hpp"
#include "store/replies.hpp"

namespace readcount::store {

Arguments read_about(const Keys& keys, const ping::Article& article) {
  const auto tag = tag_of(tally::partition_of(article));
  return {"HMGET", keys.article(tag, article), "title", "section", "author", "v"};
}

Result<About> decode_about(const Reply& reply) {
  constexpr std::string_view kDoing = "reading about an article";
  if (reply.is_error()) {
    if (error_word(reply.text) == "WRONGTYPE") return About();
    return failure_of(kDoing, reply.text);
  }
  const auto& fields = reply.elements;
  if (reply.kind != Reply::Kind::array || fields.size() != 4) return nonsense(kDoing);
  const auto text = [&](std::size_t i) {
    return ping::is_utf8(fields[i].text) ? fields[i].text : std::string();
  };
  return About{text(0), text(1), text(2), whole_number<std::uint64_t>(fields[3].text).value_or(0)};
}

}  // namespace readcount::store
