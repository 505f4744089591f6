#include "base/log.hpp"
#include "store/classify.hpp"
#include "store/commands.hpp"
#include "store/fitness.hpp"
#include "store/program.hpp"
#include "store/pruning.hpp"
#include "store/replies.hpp"
#include "store/state.hpp"

#include <array>
#include <random>

// The steps by which a connection becomes a store. SCHEMA.md, "At connect".

namespace readcount::store {
namespace {

constexpr std::string_view kScratch = "scratch";

std::string random_id() {
  std::random_device device;
  std::array<std::uint32_t, 4> words{};
  for (auto& word : words) word = device();
  std::string bytes;
  for (const auto word : words)
    bytes.append(std::string_view(reinterpret_cast<const char*>(&word), sizeof word));
  return hex(bytes);
}

/// A batch that makes the script call the commands it knows, but for those that are tried by name.
tally::Batch scratch_batch() {
  tally::Delta article;
  article.article = {"scratch", "/"};
  article.hour = std::chrono::floor<std::chrono::hours>(wall_now());
  article.loads = 1;
  article.views = 1;
  article.readers = {1};
  article.about.emplace().title = "scratch";
  tally::Delta site;
  site.article = {"scratch", {}};
  site.hour = article.hour;
  auto& listed = site.articles.emplace_back();
  listed.path = "/";
  listed.views = 1;
  tally::Batch batch;
  batch.to = 1;
  batch.deltas = {std::move(article), std::move(site)};
  return batch;
}

std::string scratch_salt(const Keys& keys) { return keys.prefix() + "{scratch}:salt"; }

Arguments remove_scratch(const Layout& layout, const tally::Batch& batch) {
  Program program(layout, kScratch);
  for (const auto& delta : batch.deltas) program.add(delta);
  Arguments command{"UNLINK", scratch_salt(layout.keys)};
  for (const auto& key : program.keys()) command.add(key);
  return command;
}

bool is_about_permission(std::string_view text) {
  return error_word(text) == "NOPERM" ||
         text.find("The user executing the script") != std::string_view::npos;
}

/// A failure out of an error answer, with the rule to grant when it is about permissions.
Failure explained(const Store::Options& options, std::string_view doing, std::string_view text) {
  if (!is_about_permission(text)) return failure_of(doing, text);
  return lacking_permission(options.address.user, options.key_prefix, text);
}

}  // namespace

asio::awaitable<Result<void>> Store::State::authenticate() {
  const auto& address = options.address;
  std::vector<Arguments> commands;
  if (!address.password.empty()) {
    auto& auth = commands.emplace_back(Arguments{"AUTH"});
    if (!address.user.empty()) auth.add(address.user);
    auth.add(address.password);
  }
  if (address.database != 0) commands.push_back({"SELECT", std::to_string(address.database)});
  const auto answers = co_await ask(commands);
  if (!answers) co_return answers.error();
  for (std::size_t i = 0; i < answers->size(); ++i) {
    const auto& answer = (*answers)[i];
    if (!answer.is_error()) continue;
    if (i == 0 && !address.password.empty()) {
      // Some errors repeat the arguments, here the password: the words stay unread.
      Failure failure{classify(answer.text),
                      "Redis refused the user or the password: correct them in --redis"};
      if (failure.kind == FailureKind::transient) failure.text = "Redis cannot log us in yet: wait";
      co_return failure;
    }
    co_return explained(options, "choosing database " + std::to_string(address.database),
                        answer.text);
  }
  co_return Result<void>();
}

asio::awaitable<Result<void>> Store::State::check_server() {
  const std::vector<Arguments> commands{Arguments{"INFO"}, Arguments{"CONFIG", "GET", "save"}};
  const auto answers = co_await ask(commands);
  if (!answers) co_return answers.error();
  const auto& info_text = (*answers)[0];
  const auto& saves_text = (*answers)[1];
  if (info_text.is_error()) co_return explained(options, "asking INFO", info_text.text);
  const auto info = read_info(info_text.text);
  if (auto failure = unfit(info, options.allow_evicting)) co_return *failure;
  std::optional<std::string> saves;
  if (saves_text.elements.size() == 2) saves = saves_text.elements[1].text;
  const auto warning = weak_persistence(info, saves);
  if (warning && !warned) log_warning(*warning);
  warned = true;
  co_return Result<void>();
}

asio::awaitable<Result<Meta>> Store::State::check_meta() {
  const std::vector<Arguments> commands{
      Arguments{"HMGET", keys.meta(), "id", "version", "partitions"}};
  const auto answers = co_await ask(commands);
  if (!answers) co_return answers.error();
  const auto& answer = answers->front();
  if (answer.is_error()) co_return explained(options, "reading " + keys.meta(), answer.text);
  co_return read_meta(answer);
}

asio::awaitable<Result<void>> Store::State::dry_run() {
  const auto batch = scratch_batch();
  const auto producer = random_id();
  const auto tidy = remove_scratch(layout(), batch);
  // By itself, so that nothing is written that could not be removed.
  const std::vector<Arguments> first{tidy};
  const auto removed = co_await ask(first);
  if (!removed) co_return removed.error();
  if (removed->front().is_error()) {
    co_return explained(options, "removing scratch keys", removed->front().text);
  }

  const auto salt_key = scratch_salt(keys);
  const auto scratch = keys.article(kScratch, batch.deltas.front().article);
  const auto tomorrow = std::chrono::floor<std::chrono::days>(wall_now()) + std::chrono::days(2);
  const std::vector<Arguments> commands{
      apply_call(layout(), kScratch, producer, batch, ScriptBy::source),
      apply_call(layout(), kScratch, producer, batch, ScriptBy::sha1),
      Arguments{"HSETNX", keys.markers(kScratch), producer, "0"},
      Arguments{"ZREMRANGEBYRANK", keys.trend(kScratch, batch.deltas.back().article, Day()), "0",
                "0"},
      read_totals(keys, kScratch, batch.deltas.front().article),
      Arguments{"HGETALL", keys.markers(kScratch)},
      find_lists(keys, "0"),
      Arguments{"ZRANGE", keys.trend(kScratch, batch.deltas.front().article, Day()), "0", "0",
                "REV"},
      Arguments{"ZREM", keys.trend(kScratch, batch.deltas.back().article, Day()), "/"},
      scan_subjects(keys, "0", "scratch"),
      Arguments{"HSCAN", keys.article(kScratch, batch.deltas.front().article), "0"},
      Arguments{"ZSCAN", keys.trend(kScratch, batch.deltas.front().article, Day()), "0"},
      // Where these fail the script goes on by itself, and is slower.
      Arguments{"ZMSCORE", keys.trend(kScratch, batch.deltas.back().article, Day()), "/"},
      Arguments{"ZADD", keys.trend(kScratch, batch.deltas.back().article, Day()), "XX", "0", "/"},
      Arguments{"ZSCORE", keys.trend(kScratch, batch.deltas.back().article, Day()), "/"},
      Arguments{"EXISTS", scratch},
      Arguments{"RENAME", scratch, scratch},
      Arguments{"PFMERGE", keys.day_readers(kScratch, batch.deltas.front().article,
                                            day_of_hour(batch.deltas.front().hour))},
      remove_marker(keys, kScratch, producer),
      propose_salt(salt_key, tomorrow, Salt()),
      read_salt(salt_key),
      tidy,
  };
  const auto answers = co_await ask(commands);
  if (!answers) co_return answers.error();
  for (const auto& answer : *answers) {
    if (answer.is_error()) co_return explained(options, "trying out the script", answer.text);
  }
  const auto applied = decode_applied(answers->front(), batch.deltas.size());
  if (!applied) co_return applied.error();
  if (!applied->damage.empty()) {
    co_return explained(options, "trying out the script", applied->damage.front());
  }
  co_return Result<void>();
}

asio::awaitable<Result<void>> Store::State::create_meta() {
  // Field by field and only where there is none: two daemons that create it at once agree, and
  // what a crash left half is completed.
  const auto meta = keys.meta();
  const auto id = random_id();
  const std::vector<Arguments> commands{
      Arguments{"HSETNX", meta, "partitions", std::to_string(tally::kPartitions)},
      Arguments{"HSETNX", meta, "version", std::to_string(kSchemaVersion)},
      Arguments{"HSETNX", meta, "id", id},
  };
  const auto answers = co_await ask(commands);
  if (!answers) co_return answers.error();
  for (const auto& answer : *answers) {
    if (answer.is_error()) co_return explained(options, "writing " + meta, answer.text);
  }
  co_return Result<void>();
}

asio::awaitable<Result<void>> Store::State::make_fit() {
  Result<void> step = co_await authenticate();
  if (step) step = co_await check_server();
  if (!step) co_return step;
  auto meta = co_await check_meta();
  if (!meta) co_return meta.error();
  step = co_await dry_run();
  if (step && !meta->complete) {
    step = co_await create_meta();
    if (!step) co_return step;
    meta = co_await check_meta();
    if (!meta) co_return meta.error();
  }
  identity = meta->identity;
  co_return step;
}

}  // namespace readcount::store
