#include "store_fixture.hpp"

#include <algorithm>

namespace readcount::store {

void StoreTest::TearDown() {
  store_.reset();
  if (cli_) cli_->close("the test is over");
  io_.restart();
  io_.run();
  cli_.reset();
}

Store::Options StoreTest::options() const {
  Store::Options options;
  options.address.socket = redis_.socket();
  return options;
}

void StoreTest::start(const std::vector<std::string>& arguments) {
  redis_.start(arguments);
  const auto opened = open(options());
  ASSERT_TRUE(opened) << opened.error().text;
}

Result<void> StoreTest::open(Store::Options options) {
  store_.emplace(io_.get_executor(), std::move(options));
  return wait(store_->open());
}

Reply StoreTest::cli(const Arguments& command) {
  if (!cli_) cli_.emplace(io_.get_executor(), std::chrono::seconds(10));
  if (!cli_->is_open()) {
    Address address;
    address.socket = redis_.socket();
    EXPECT_TRUE(wait(cli_->connect(address, std::chrono::seconds(5))));
  }
  std::string bytes;
  encode(command, bytes);
  auto answers = wait(cli_->exchange(bytes, 1));
  return answers ? answers->front() : Reply{Reply::Kind::error, 0, answers.error().text, {}};
}

std::vector<std::string> StoreTest::keys() {
  std::vector<std::string> found;
  for (const auto& key : cli({"KEYS", "*"}).elements) found.push_back(key.text);
  std::sort(found.begin(), found.end());
  return found;
}

Result<Applied> StoreTest::apply(const tally::Batch& batch) {
  const auto applied = wait(store().apply(kProducer, {batch}));
  if (!applied) return applied.error();
  return applied->front();
}

std::string StoreTest::article_key(const ping::Article& article) const {
  return names_.article(tag_of(tally::partition_of(article)), article);
}

std::string StoreTest::field(const ping::Article& article, const std::string& name) {
  return text({"HGET", article_key(article), name});
}

tally::Delta delta_of(const ping::Article& article, std::uint64_t loads, std::uint64_t views,
                      std::vector<ping::ReaderKey> readers, Hour hour) {
  tally::Delta delta;
  delta.article = article;
  delta.hour = hour;
  delta.loads = loads;
  delta.views = views;
  delta.readers = std::move(readers);
  return delta;
}

tally::Batch batch_of(tally::RecordNumber from, tally::RecordNumber to,
                      std::vector<tally::Delta> deltas) {
  tally::Batch batch;
  batch.partition = tally::partition_of(deltas.front().article);
  batch.from = from;
  batch.to = to;
  batch.deltas = std::move(deltas);
  return batch;
}

}  // namespace readcount::store
