#include "cli/options.hpp"

#include "base/number.hpp"
#include "base/version.hpp"
#include "cli/commands.hpp"
#include "cli/commands/flags.hpp"

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

constexpr const char* kExamples = R"(Examples:
  readcount count https://news.example/article
      How often it was read.
  readcount --output plain count https://news.example/article
      The number of views alone, for scripts.
  readcount top --period 24h --limit 10
      The last day's most viewed articles.
  readcount live
      What is being read now, for as long as you watch.
  readcount --server http://10.0.0.5:9228 whoami
      What the daemon there takes this machine for.
  source <(readcount completion bash)
      Complete commands and options with the tab key.
  readcount series --help
      What one command takes; how to write times and time zones.

Outputs: table (fits the terminal), json (the server's answer), csv (with a
header), plain (values alone, one a line).
Exit codes: 0 done, 1 the server said no, 2 usage, 3 no server.
The server is the daemon's admin listener, or its public one, where all but
count and ping need the daemon's token.)";

const char* const kCommonHelp = "\"readcount --help\" shows the options that every command takes.";

/// What is wrong with the number of rows; "" for nothing. How many are too many is the server's.
std::string not_a_count(const std::string& text) {
  const auto digits = text.find_first_not_of("0123456789") == std::string::npos;
  const auto zero = text.find_first_not_of('0') == std::string::npos;
  return digits && !zero ? "" : "\"" + text + "\" is not a whole number from 1";
}

/// The same for an amount.
std::string not_an_amount(const std::string& text) {
  return whole_number<std::uint64_t>(text) ? "" : "\"" + text + "\" is not a whole number from 0";
}

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
  void define_arguments(const Command& command, CLI::App& app_of_it);
  void define_flags(const Command& command, CLI::App& app_of_it);
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

void CommandLine::define_arguments(const Command& command, CLI::App& app_of_it) {
  switch (command.arguments) {
    case Arguments::none:
      break;
    case Arguments::url:
      app_of_it.add_option("URL", options.urls, "Address of the article")
          ->required()
          ->expected(1)
          ->type_name("");
      break;
    case Arguments::two_urls:
      app_of_it.add_option("OLD", options.from, "The address of the article that becomes another")
          ->required()
          ->type_name("");
      app_of_it.add_option("NEW", options.into, "The address of that one")
          ->required()
          ->type_name("");
      break;
    case Arguments::urls:
      app_of_it.add_option("URL", options.urls, "Addresses of articles; - for standard input")
          ->required()
          ->type_name("");
      break;
    case Arguments::file:
      app_of_it.add_option("FILE", options.file, "The file of an export")
          ->required()
          ->type_name("");
      break;
    case Arguments::shell:
      app_of_it.add_option("SHELL", shell, "The shell: bash")
          ->required()
          ->check(CLI::IsMember({"bash"}).description(""))
          ->type_name("");
      break;
  }
}

void CommandLine::define_flags(const Command& command, CLI::App& app_of_it) {
  for (const auto& flag : flags_named(command.flags)) {
    // The article may be named without its flag, as for count.
    const auto names = "--" + flag.name + (flag.name == "url" ? ",URL" : "");
    auto* option = app_of_it.add_option(names, options.asked[flag.name], flag.help);
    option->type_name(flag.type);
    if (flag.takes == Flag::Takes::one_of_words) {
      option->check(CLI::IsMember(flag.words).description(""));
    } else if (flag.takes == Flag::Takes::number) {
      option->check(CLI::Validator(not_a_count, ""));
    } else if (flag.takes == Flag::Takes::amount) {
      option->check(CLI::Validator(not_an_amount, ""));
    }
  }
  if (command.goes_on) app_of_it.add_flag("--once", options.once, "Ask once, print it, and end");
  if (command.changes) {
    app_of_it.add_flag("--dry-run", options.dry_run, "Change nothing: say what would be done");
  }
}

void CommandLine::define_commands() {
  for (const auto& command : commands()) {
    auto* app_of_it = app.add_subcommand(command.name, command.summary);
    define_arguments(command, *app_of_it);
    define_flags(command, *app_of_it);
    app_of_it->fallthrough();
    app_of_it->footer(command.more + '\n' + kCommonHelp);
  }
}

Options CommandLine::finish() {
  for (const auto& [name, output_kind] : outputs()) {
    if (name == output) options.output = output_kind;
  }
  for (const auto& command : commands()) {
    if (app.got_subcommand(command.name)) options.command = &command;
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
        "no command: write for instance top, or count URL\n  \"readcount --help\" shows them all."};
  }
  return line.finish();
}

Vocabulary vocabulary() {
  const CommandLine line;
  Vocabulary words;
  for (const auto* option : line.app.get_options()) {
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
  for (const auto& flag : flags()) {
    if (flag.words.empty()) {
      words.others.push_back("--" + flag.name);
    } else {
      words.values["--" + flag.name] = flag.words;
    }
  }
  for (const auto& command : commands()) {
    auto& own = words.commands[command.name].options;
    for (const auto& flag : flags_named(command.flags)) own.push_back("--" + flag.name);
    if (command.goes_on) own.emplace_back("--once");
    if (command.changes) own.emplace_back("--dry-run");
  }
  words.commands["completion"].arguments = {"bash"};
  return words;
}

}  // namespace readcount::cli
