#include "dump/part.hpp"

#include "base/number.hpp"
#include "ping/text.hpp"

#include <boost/json/parse.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

namespace readcount::dump {
namespace {

namespace json = boost::json;

constexpr std::array kKinds{Kind::totals, Kind::about,   Kind::starts, Kind::hours,
                            Kind::spread, Kind::sources, Kind::list,   Kind::trend};
constexpr std::size_t kMostValues = 5000;

Problem bad_line(std::uint64_t number, const std::string& why) {
  return {Code::bad_line, "line " + std::to_string(number) + ": " + why};
}

std::optional<std::string> text_at(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  const auto* text = value == nullptr ? nullptr : value->if_string();
  if (text == nullptr) return std::nullopt;
  return std::string(*text);
}

std::optional<Kind> kind_named(const std::optional<std::string>& name) {
  const auto* const found =
      std::find_if(kKinds.begin(), kKinds.end(), [&](Kind kind) { return name == name_of(kind); });
  if (found == kKinds.end()) return std::nullopt;
  return *found;
}

/// A value as text; nothing for what is neither text nor number.
std::optional<std::string> text_of(const json::value& value) {
  if (const auto* text = value.if_string()) return std::string(*text);
  if (const auto* number = value.if_int64()) return std::to_string(*number);
  if (const auto* number = value.if_uint64()) return std::to_string(*number);
  const auto* number = value.if_double();
  if (number == nullptr) return std::nullopt;
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), *number).ptr;
  return std::string(text.data(), end);
}

bool is_id(std::string_view id) {
  return id.size() == 32 && id.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// What of a line is wrong; "" for nothing.
std::string take_values(const json::object& values, Line& line) {
  if (values.empty()) return "\"values\" is empty";
  if (values.size() > kMostValues) return "it has more than 5000 values";
  line.values.reserve(values.size());
  for (const auto& [name, value] : values) {
    const bool is_of_its_kind = value.is_string() == has_texts(line.kind);
    auto text = text_of(value);
    if (!is_of_its_kind || !text || !is_possible(line, name, *text)) {
      return ping::in_quotes(name) + " cannot stand in \"values\", or not with this value";
    }
    line.values.emplace_back(name, std::move(*text));
  }
  return {};
}

class PartReader {
 public:
  PartReader(std::uint64_t first, std::string id) {
    part_.id = std::move(id);
    part_.first = first;
    part_.last = first - 1;
  }

  Checked<Part> read(std::string_view text) {
    while (!text.empty()) {
      const auto end = text.find('\n');
      ++part_.last;
      if (end == std::string_view::npos) return refuse("it has no newline at its end");
      const auto why = take(text.substr(0, end));
      if (!why.empty()) return refuse(why);
      text.remove_prefix(end + 1);
    }
    if (part_.last < part_.first) {
      return Problem{Code::missing_parameter, "send lines of an export as the body"};
    }
    return std::move(part_);
  }

 private:
  Problem refuse(const std::string& why) const { return bad_line(part_.last, why); }

  std::string take(std::string_view text) {
    if (ended_) return "nothing may stand behind the last line, {\"end\":…}";
    if (text.size() > kMaxLine) return "it is longer than 64 KiB";
    boost::system::error_code ec;
    const auto value = json::parse(text, ec);
    if (ec) return "it is not JSON (" + ec.message() + ")";
    const auto* object = value.if_object();
    if (object == nullptr) return "it is no JSON object";
    if (part_.last == 1) return take_header(*object);
    if (object->contains("end")) return take_end(*object);
    return take_line(*object);
  }

  std::string take_header(const json::object& object) {
    if (text_at(object, "readcount") != "export") {
      return "the file does not begin as an export does";
    }
    const auto* format = object.if_contains("format");
    const auto number = format == nullptr ? std::nullopt : text_of(*format);
    if (number != std::to_string(kFormat)) {
      return "it is of another format than 1: import it with the version that wrote it or a later "
             "one";
    }
    auto id = text_at(object, "id");
    if (!id || !is_id(*id)) return "\"id\" must be 32 hexadecimal digits";
    if (!part_.id.empty() && part_.id != *id) return "\"id\" is not the one that was asked for";
    part_.id = std::move(*id);
    return {};
  }

  std::string take_end(const json::object& object) {
    const auto number = text_of(object.at("end"));
    if (number != std::to_string(part_.last)) {
      return "the file ends here, but says that it ends with another line: lines are missing or "
             "too many";
    }
    ended_ = true;
    return {};
  }

  std::string take_line(const json::object& object) {
    Line line;
    const auto kind = kind_named(text_at(object, "kind"));
    if (!kind) return "\"kind\" is none";
    line.kind = *kind;
    auto site = text_at(object, "site");
    auto subject = text_at(object, "subject");
    if (!site || !subject) return "it lacks \"site\" or \"subject\"";
    line.subject = {std::move(*site), std::move(*subject)};
    line.slot = text_at(object, "slot").value_or("");
    const auto metric = text_at(object, "metric").value_or("");
    if (!metric.empty()) line.metric = metric[0];
    if (metric.size() > 1 || !is_possible(line)) {
      return "\"site\", \"subject\", \"slot\" and \"metric\" are not what a line of its kind has";
    }
    const auto* found = object.if_contains("values");
    const auto* values = found == nullptr ? nullptr : found->if_object();
    if (values == nullptr) return "it lacks \"values\"";
    auto why = take_values(*values, line);
    if (why.empty()) part_.lines.push_back({part_.last, std::move(line)});
    return why;
  }

  Part part_;
  bool ended_ = false;
};

}  // namespace

Checked<Part> read_part(std::string_view text, std::uint64_t first, std::string id) {
  if (first == 0) return Problem{Code::bad_parameter, "first counts from 1"};
  if (first > 1 && !is_id(id)) {
    return Problem{Code::bad_parameter, "a later part needs id=…, the \"id\" of the file's header"};
  }
  return PartReader(first, std::move(id)).read(text);
}

}  // namespace readcount::dump
