#include "dump/line.hpp"

#include "base/log.hpp"

namespace readcount::dump {
namespace {

std::string quoted(std::string_view text) { return '"' + escaped(text) + '"'; }

std::string beginning_of(const Line& line) {
  auto text = "{\"site\":" + quoted(line.subject.site) +
              ",\"subject\":" + quoted(line.subject.path) +
              ",\"kind\":" + quoted(name_of(line.kind));
  if (line.kind == Kind::list) text += ",\"metric\":" + quoted(std::string(1, line.metric));
  if (!line.slot.empty()) text += ",\"slot\":" + quoted(line.slot);
  return text + ",\"values\":{";
}

}  // namespace

std::string_view name_of(Kind kind) noexcept {
  switch (kind) {
    case Kind::about:
      return "about";
    case Kind::starts:
      return "starts";
    case Kind::hours:
      return "hours";
    case Kind::spread:
      return "spread";
    case Kind::sources:
      return "sources";
    case Kind::list:
      return "list";
    case Kind::trend:
      return "trend";
    default:
      return "totals";
  }
}

void write(const Line& line, std::string& out, std::uint64_t& count) {
  const auto beginning = beginning_of(line);
  std::size_t in_line = 0;
  for (const auto& [name, value] : line.values) {
    if (in_line == 0) {
      out += beginning;
      ++count;
    } else {
      out += ',';
    }
    const auto before = out.size();
    out += quoted(name) + ':' + (has_texts(line.kind) ? quoted(value) : value);
    in_line += out.size() - before + 1;
    if (in_line < kUsualLine) continue;
    out += "}}\n";
    in_line = 0;
  }
  if (in_line > 0) out += "}}\n";
}

void write(const Header& header, std::string& out) {
  out += "{\"readcount\":\"export\",\"format\":" + std::to_string(kFormat) +
         ",\"id\":" + quoted(header.id) + ",\"site\":" + quoted(header.site) +
         ",\"time\":" + quoted(header.time) + "}\n";
}

void write_end(std::uint64_t number, std::string& out) {
  out += "{\"end\":" + std::to_string(number) + "}\n";
}

}  // namespace readcount::dump
