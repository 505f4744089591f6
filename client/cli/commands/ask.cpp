#include "cli/commands/ask.hpp"

#include "cli/answers.hpp"
#include "cli/json_text.hpp"
#include "cli/text.hpp"

#include <boost/json/array.hpp>
#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

#include <algorithm>
#include <utility>

namespace readcount::cli {

namespace json = boost::json;

Failure not_understood() {
  return {Exit::no_server,
          "the answer is not what readcountd answers\n  Name the server by --server URL or "
          "READCOUNT_SERVER; client and daemon should have the same version."};
}

Outcome<Answer> ask(const Call& call, const Request& request) {
  auto response = call(request);
  if (!response) return response.error();
  auto value = json_of(*response);
  if (!value) return value.error();
  return Answer{std::move(response->body), std::move(*value)};
}

Outcome<Answer> ask_object(const Call& call, const Request& request) {
  auto answer = ask(call, request);
  if (answer && !answer->value.is_object()) return not_understood();
  return answer;
}

Outcome<Answer> ask_question(const Call& call, std::string_view name, const Options& options) {
  auto target = "/v1/" + std::string(name);
  char mark = '?';
  for (const auto& [parameter, value] : options.asked) {
    if (value.empty()) continue;
    target += mark + parameter + '=' + boost::urls::encode(value, boost::urls::unreserved_chars);
    mark = '&';
  }
  return ask_object(call, {target, {}});
}

Outcome<Answer> ask_list(const Call& call, std::string_view name, const Options& options) {
  auto answer = ask_question(call, name, options);
  if (!answer) return answer;
  const auto* found = object_of(*answer).if_contains("rows");
  const auto* rows = found == nullptr ? nullptr : found->if_array();
  const auto is_object = [](const json::value& row) { return row.is_object(); };
  if (rows == nullptr || !std::all_of(rows->begin(), rows->end(), is_object)) {
    return not_understood();
  }
  return answer;
}

const json::object& object_of(const Answer& answer) { return answer.value.get_object(); }

const json::array& rows_of(const Answer& answer) {
  return object_of(answer).at("rows").get_array();
}

std::string caption_of(const Answer& answer, const Screen& screen) {
  const auto& object = object_of(answer);
  const auto url = text_at(object, "url");
  const auto from = text_at(object, "from");
  const auto to = text_at(object, "to");
  auto time = text_at(object, "period");
  if (time != "all" && !from.empty() && !to.empty()) time = from + " to " + to;
  std::string caption;
  for (const auto& part : {url.empty() ? text_at(object, "site") : url, text_at(object, "section"),
                           text_at(object, "author"), time}) {
    if (!part.empty()) caption += (caption.empty() ? "" : ", ") + part;
  }
  return caption.empty() ? caption : shortened(harmless(caption), screen.width) + '\n';
}

std::size_t line_width(const Screen& screen) {
  constexpr std::size_t kUsual = 80;
  return screen.width == kAnyWidth ? kUsual : screen.width;
}

Report print(const Options& options, const Screen& screen, const Answer& answer,
             const Forms& forms) {
  switch (options.output) {
    case Output::table:
      return {forms.table, {}, Exit::done};
    case Output::json:
      return {as_json(answer, screen), {}, Exit::done};
    case Output::csv:
      return {as_csv(forms.all), {}, Exit::done};
    case Output::plain:
      break;
  }
  return {as_plain(forms.values), {}, Exit::done};
}

std::string as_json(const Answer& answer, const Screen& screen) {
  if (screen.terminal) return pretty(answer.value);
  return answer.text.ends_with('\n') ? answer.text : answer.text + '\n';
}

}  // namespace readcount::cli
