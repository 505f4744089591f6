#include "cli/options.hpp"

#include "base/version.hpp"

#include <CLI/CLI.hpp>

#include <cmath>
#include <utility>

namespace readcount::cli {
namespace {

const std::vector<std::pair<std::string, Output>>& outputs() {
  static const std::vector<std::pair<std::string, Output>> kAll{{"table", Output::table},
                                                                {"json", Output::json},
                                                                {"csv", Output::csv},
                                                                {"plain", Output::plain}};
  return kAll;
}

const std::vector<std::pair<std::string, Command>>& commands() {
  static const std::vector<std::pair<std::string, Command>> kAll{
      {"count", Command::count},
      {"ping", Command::ping},
      {"whoami", Command::whoami},
      {"completion", Command::completion}};
  return kAll;
}

constexpr const char* kExamples = R"(Examples:
  readcount count https://news.example/article
      How often it was read.
  readcount --output plain count https://news.example/article
      The number of views alone, for scripts.
  readcount --output csv count - < urls.txt > counts.csv
      Many articles, their addresses read from standard input, one a line.
  readcount --server http://10.0.0.5:9228 whoami
      What the daemon there takes this machine for.
  source <(readcount completion bash)
      Complete commands and options with the tab key.

Outputs: table (fits the terminal), json (the server's answer), csv (with a
header), plain (values alone, one a line).
Exit codes: 0 done, 1 the server said no, 2 usage, 3 no server.
The server is the daemon's admin listener, or its public one, where whoami needs
the daemon's token.)";

/// The words of the command line; `options` and what else is bound here outlive the app.
struct CommandLine {
  CLI::App app{"readcount asks a readcountd how often articles were read.", "readcount"};
  Options options;
  std::string output = "table";
  double seconds = 10;
  std::string shell;

  CommandLine();
  void define_options();
  void define_commands();
  Options finish();
};

CommandLine::CommandLine() {
  app.get_formatter()->column_width(30);
  app.footer(kExamples);
  app.set_help_flag("-h,--help", "Show this and exit");
  app.set_version_flag("--version", "readcount " + std::string(kVersion),
                       "Show the version and exit");
  app.require_subcommand(0, 1);  // none is told in our own words
  define_options();
  define_commands();
}

void CommandLine::define_options() {
  app.add_option("--server", options.server, "The daemon's address")
      ->envname("READCOUNT_SERVER")
      ->type_name("URL")
      ->capture_default_str();
  app.add_option("--token-file", options.token_file, "File with the daemon's token")
      ->envname("READCOUNT_TOKEN_FILE")
      ->type_name("FILE");
  std::vector<std::string> names;
  for (const auto& [name, output_kind] : outputs()) names.push_back(name);
  app.add_option("--output", output, "How to print it: " + CLI::detail::join(names, ", "))
      ->type_name("FORM")
      ->check(CLI::IsMember(names).description(""))
      ->capture_default_str();
  app.add_option("--timeout", seconds, "How long an answer may take")
      ->type_name("SECONDS")
      ->check(CLI::Range(0.001, 3600.0).description(""))
      ->capture_default_str();
}

void CommandLine::define_commands() {
  auto* count = app.add_subcommand("count", "Show how often articles were read");
  count->add_option("URL", options.urls, "Addresses of articles; - for standard input")
      ->required()
      ->type_name("");
  auto* ping = app.add_subcommand("ping", "Count a view of an article, as its page would");
  ping->add_option("URL", options.urls, "Address of the article")
      ->required()
      ->expected(1)
      ->type_name("");
  app.add_subcommand("whoami", "Show what the daemon takes this machine for");
  auto* completion = app.add_subcommand("completion", "Print a script that completes readcount");
  completion->add_option("SHELL", shell, "The shell: bash")
      ->required()
      ->check(CLI::IsMember({"bash"}).description(""))
      ->type_name("");
  for (auto* command : app.get_subcommands({})) {
    command->fallthrough();
    command->footer("\"readcount --help\" shows the options that every command takes.");
  }
}

Options CommandLine::finish() {
  for (const auto& [name, output_kind] : outputs()) {
    if (name == output) options.output = output_kind;
  }
  for (const auto& [name, command] : commands()) {
    if (app.got_subcommand(name)) options.command = command;
  }
  options.timeout = std::chrono::milliseconds(std::llround(seconds * 1000));
  return std::move(options);
}

}  // namespace

Outcome<Options> parse_options(int argc, const char* const* argv) {
  CommandLine line;
  try {
    line.app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    line.options.explanation = line.app.help();
    return std::move(line.options);
  } catch (const CLI::CallForVersion& version) {
    line.options.explanation = std::string(version.what()) + "\n";
    return std::move(line.options);
  } catch (const CLI::ParseError& error) {
    return Failure{Exit::usage,
                   std::string(error.what()) + "\n  \"readcount --help\" shows how to write it."};
  }
  if (line.app.get_subcommands().empty()) {
    return Failure{
        Exit::usage,
        "no command: write count URL, ping URL, whoami or completion bash\n  \"readcount "
        "--help\" shows more."};
  }
  return line.finish();
}

Vocabulary vocabulary() {
  const CommandLine line;
  Vocabulary words;
  for (const auto* option : line.app.get_options()) {
    const auto name = option->get_name();
    const auto longest = "--" + option->get_lnames().front();
    words.options.push_back(longest);
    if (longest == "--output") {
      for (const auto& [output, kind] : outputs()) words.values[longest].push_back(output);
    } else if (option->get_type_name() == "FILE") {
      words.files.push_back(longest);
    } else if (option->get_expected_max() > 0) {
      words.others.push_back(longest);
    }
  }
  for (const auto& [name, command] : commands()) words.commands[name];
  words.commands["completion"] = {"bash"};
  return words;
}

}  // namespace readcount::cli
