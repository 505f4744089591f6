#include "cli/answers.hpp"
#include "cli/commands/all.hpp"
#include "cli/commands/ask.hpp"
#include "cli/text.hpp"
#include "cli/transfer.hpp"

#include <boost/json/parse.hpp>
#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

namespace readcount::cli {
namespace {

/// What an export that ended says: "" when it is whole.
std::string lacking(const FileCheck& check) {
  boost::system::error_code ec;
  const auto last = boost::json::parse(check.last_line(), ec);
  const auto* object = ec ? nullptr : last.if_object();
  if (object != nullptr && object->contains("error")) return text_at(*object, "detail");
  return check.is_whole() ? "" : "the server ended it too early";
}

Report run_export(const Options& options, Desk& desk) {
  std::string target = "/v1/export";
  const auto site = options.asked.find("site");
  if (site != options.asked.end() && !site->second.empty()) {
    target += "?site=" + boost::urls::encode(site->second, boost::urls::unreserved_chars);
  }
  FileCheck check;
  const auto take = [&](std::string_view bytes) {
    check.feed(bytes);
    desk.progress(with_separators(std::to_string(check.lines())) + " lines");
    return desk.write(bytes);
  };
  const auto response = desk.download({target, {}}, take);
  desk.progress({});
  if (!response) return failed(response.error());
  if (response->status != 200) {
    const auto value = json_of(*response);
    return failed(value ? not_understood() : value.error());
  }
  const auto why = lacking(check);
  if (why.empty()) return {};
  return failed({Exit::no_server, "the export is not complete: " + why + "\n  Do it again."});
}

}  // namespace

Command export_command() {
  return {"export",
          "Write everything that is counted, as lines of JSON",
          R"(Goes to standard output, as "readcount import" takes it. If it fails, the file
is not complete, and no import takes it. Pages go on being counted meanwhile.

Examples:
  readcount export > counts.ndjson
  readcount export --site news.example | gzip > news.ndjson.gz
)",
          Arguments::none,
          {"site"},
          false,
          run_export};
}

}  // namespace readcount::cli
