#include "cli/transfer.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <istream>
#include <utility>

namespace readcount::cli {

void FileCheck::feed(std::string_view bytes) {
  for (auto end = bytes.find('\n'); end != std::string_view::npos; end = bytes.find('\n')) {
    begun_ += bytes.substr(0, end);
    last_ = std::exchange(begun_, {});
    ++lines_;
    bytes.remove_prefix(end + 1);
  }
  begun_ += bytes;
}

bool FileCheck::is_whole() const {
  boost::system::error_code ec;
  const auto last = boost::json::parse(last_, ec);
  const auto* object = ec ? nullptr : last.if_object();
  const auto* end = object == nullptr ? nullptr : object->if_contains("end");
  return begun_.empty() && end != nullptr && boost::json::serialize(*end) == std::to_string(lines_);
}

Outcome<FilePart> FileParts::next() {
  FilePart part{next_, std::exchange(kept_, {})};
  if (!part.text.empty()) ++next_;
  for (std::string line; std::getline(in_, line);) {
    if (!in_.eof()) line += '\n';  // the server says of the last line that it lacks it
    if (line.size() > kMost) {
      return Failure{Exit::refused,
                     "line " + std::to_string(next_) + ": it is longer than any line of an export"};
    }
    if (part.text.size() + line.size() > kMost) {
      kept_ = std::move(line);
      break;
    }
    part.text += line;
    ++next_;
  }
  bytes_ += part.text.size();
  return part;
}

}  // namespace readcount::cli
