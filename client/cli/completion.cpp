#include "cli/completion.hpp"

namespace readcount::cli {
namespace {

std::string joined(const std::vector<std::string>& words, const std::string& between) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : between) + word;
  return out;
}

std::vector<std::string> names_of(const std::map<std::string, CommandWords>& commands) {
  std::vector<std::string> names;
  names.reserve(commands.size());
  for (const auto& [name, words] : commands) names.push_back(name);
  return names;
}

std::string offer(const std::string& words) {
  return "mapfile -t COMPREPLY < <(compgen -W '" + words + "' -- \"$cur\")";
}

}  // namespace

std::string bash_completion(const Vocabulary& vocabulary) {
  // bash takes "--output=json" for three words: the second is "=".
  std::string script = R"(# bash completion for readcount: source <(readcount completion bash)
_readcount() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} word command=
  if [[ $cur == '=' ]]; then cur=
  elif [[ $prev == '=' ]]; then prev=${COMP_WORDS[COMP_CWORD-2]}
  fi
  COMPREPLY=()
  case $prev in
)";
  for (const auto& [option, words] : vocabulary.values) {
    script += "    " + option + ") " + offer(joined(words, " ")) + "; return ;;\n";
  }
  if (!vocabulary.files.empty()) {
    script += "    " + joined(vocabulary.files, "|") +
              ") compopt -o filenames 2>/dev/null\n"
              "      mapfile -t COMPREPLY < <(compgen -f -- \"$cur\"); return ;;\n";
  }
  if (!vocabulary.others.empty()) {
    script += "    " + joined(vocabulary.others, "|") + ") return ;;\n";
  }
  script += R"(  esac
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $word in
)";
  script += "      " + joined(names_of(vocabulary.commands), "|") + ") command=$word; break ;;\n";
  const auto common = joined(vocabulary.options, " ");
  script += "    esac\n  done\n  if [[ $cur == -* ]]; then\n    case $command in\n";
  for (const auto& [command, words] : vocabulary.commands) {
    if (words.options.empty()) continue;
    script +=
        "      " + command + ") " + offer(joined(words.options, " ") + ' ' + common) + " ;;\n";
  }
  script += "      *) " + offer(common) + " ;;\n    esac\n    return\n  fi\n  case $command in\n";
  script += "    '') " + offer(joined(names_of(vocabulary.commands), " ")) + " ;;\n";
  for (const auto& [command, words] : vocabulary.commands) {
    if (words.arguments.empty()) continue;
    script += "    " + command + ") " + offer(joined(words.arguments, " ")) + " ;;\n";
  }
  script += "  esac\n}\ncomplete -F _readcount readcount\n";
  return script;
}

}  // namespace readcount::cli
