#include "cli/json_text.hpp"

#include "cli/text.hpp"

#include <boost/json/serialize.hpp>

namespace readcount::cli {
namespace {

namespace json = boost::json;

/// An object or array, its items written by `write_item(item)`.
template <class Container, class WriteItem>
void append_block(std::string& out, const Container& items, const char* brackets, std::size_t depth,
                  WriteItem write_item) {
  out += brackets[0];
  bool first = true;
  for (const auto& item : items) {
    if (!first) out += ',';
    first = false;
    out += '\n';
    out.append(2 * (depth + 1), ' ');
    write_item(item);
  }
  if (!items.empty()) {
    out += '\n';
    out.append(2 * depth, ' ');
  }
  out += brackets[1];
}

void append(std::string& out, const json::value& value, std::size_t depth) {
  if (const auto* object = value.if_object()) {
    append_block(out, *object, "{}", depth, [&](const json::key_value_pair& item) {
      out += harmless(json::serialize(json::string_view(item.key())));
      out += ": ";
      append(out, item.value(), depth + 1);
    });
  } else if (const auto* array = value.if_array()) {
    append_block(out, *array, "[]", depth,
                 [&](const json::value& item) { append(out, item, depth + 1); });
  } else {
    out += harmless(json::serialize(value));
  }
}

}  // namespace

std::string pretty(const json::value& value) {
  std::string out;
  append(out, value, 0);
  out += '\n';
  return out;
}

}  // namespace readcount::cli
