#include "cli/answers.hpp"
#include "cli/commands/all.hpp"
#include "cli/commands/ask.hpp"
#include "cli/text.hpp"
#include "cli/transfer.hpp"

#include <boost/json/serialize.hpp>

#include <cstdint>
#include <filesystem>
#include <fstream>

namespace readcount::cli {
namespace {

/// A file on its way, and what the server said of it so far.
struct Transfer {
  std::string path;
  std::uint64_t size = 0;
  std::string id;  ///< of the file, once its first part was taken
  std::uint64_t lines = 0;
  std::uint64_t fresh = 0;
  std::uint64_t damaged = 0;
};

std::uint64_t number_at(const boost::json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_int64() && value->get_int64() >= 0
             ? static_cast<std::uint64_t>(value->get_int64())
             : 0;
}

/// A file that was cut short is not begun at all.
Outcome<void> check_end(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return Failure{Exit::usage, path + " cannot be read"};
  FileCheck check;
  std::string block(std::size_t{64} << 10U, '\0');
  while (in.read(block.data(), static_cast<std::streamsize>(block.size())), in.gcount() > 0) {
    check.feed(std::string_view(block).substr(0, static_cast<std::size_t>(in.gcount())));
  }
  if (check.is_whole()) return boost::system::in_place_value;
  return Failure{Exit::refused, path + " is not a whole export: it ends with line " +
                                    std::to_string(check.lines()) +
                                    ", which is not the last one of an export"};
}

enum class Pass { check, apply };

/// Sends all of the file, part by part.
Outcome<void> send(Transfer& transfer, Pass pass, Desk& desk) {
  std::ifstream in(transfer.path, std::ios::binary);
  FileParts parts(in);
  transfer.lines = transfer.fresh = transfer.damaged = 0;
  for (;;) {
    const auto part = parts.next();
    if (!part) return part.error();
    if (part->text.empty()) return boost::system::in_place_value;
    auto target = "/v1/import?first=" + std::to_string(part->first);
    if (!transfer.id.empty()) target += "&id=" + transfer.id;
    if (pass == Pass::check) target += "&dry_run=1";
    const auto answer = ask_object(desk.call, {target, part->text});
    if (!answer) return answer.error();
    const auto& object = object_of(*answer);
    transfer.id = text_at(object, "id");
    transfer.lines += number_at(object, "lines");
    transfer.fresh += number_at(object, "new");
    transfer.damaged += number_at(object, "damaged");
    const auto percent = transfer.size == 0 ? 100 : parts.bytes() * 100 / transfer.size;
    desk.progress((pass == Pass::check ? "checking " : "importing ") + std::to_string(percent) +
                  " %");
  }
}

Report run_import(const Options& options, Desk& desk) {
  Transfer transfer;
  transfer.path = options.file;
  auto done = check_end(transfer.path);
  if (!done) return failed(done.error());
  std::error_code ignored;
  transfer.size = std::filesystem::file_size(transfer.path, ignored);
  done = send(transfer, Pass::check, desk);
  const auto fresh = transfer.fresh;
  if (done && !options.dry_run) done = send(transfer, Pass::apply, desk);
  desk.progress({});
  if (!done) {
    auto failure = done.error();
    if (failure.code == Exit::no_server) {
      failure.text += "\n  The import can be repeated: what is in is not counted again.";
    }
    return failed(failure);
  }
  const boost::json::object sum{{"id", transfer.id},
                                {"lines", transfer.lines},
                                {"new", fresh},
                                {"damaged", transfer.damaged},
                                {"dry_run", options.dry_run}};
  const Answer answer{boost::json::serialize(sum), sum};
  const auto row = fields_of(object_of(answer), {"lines", "new", "damaged", "dry_run"});
  const Forms forms{as_table(row, desk.screen.width), row, fields_of(object_of(answer), {"new"})};
  return print(options, desk.screen, answer, forms);
}

}  // namespace

Command import_command() {
  return {"import",
          "Count what an export has, once",
          R"(The whole file is checked before anything of it is applied: a line that is wrong
is named. What is counted already stays, the file's counts are added to it. To
import a file again changes nothing, and one that was broken off goes on: "new"
says how many lines were not in before.

Examples:
  readcount import counts.ndjson --dry-run
      Check the file, and see how much of it is new.
  readcount import counts.ndjson
)",
          Arguments::file,
          {},
          false,
          run_import,
          true};
}

}  // namespace readcount::cli
