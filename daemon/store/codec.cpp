#include "store/codec.hpp"

#include <hiredis/hiredis.h>
#include <hiredis/read.h>

#include <new>
#include <stdexcept>
#include <utility>

namespace readcount::store {
namespace {

constexpr const char* kTooMuch = "an answer larger than any of ours";

}  // namespace

void encode(const Arguments& command, std::string& out) {
  std::vector<const char*> words(command.size());
  std::vector<std::size_t> sizes(command.size());
  for (std::size_t i = 0; i < command.size(); ++i) {
    words[i] = command[i].data();
    sizes[i] = command[i].size();
  }
  char* raw = nullptr;
  const int length =
      redisFormatCommandArgv(&raw, static_cast<int>(words.size()), words.data(), sizes.data());
  if (length < 0) throw std::bad_alloc();
  out.append(raw, static_cast<std::size_t>(length));
  redisFreeCommand(raw);
}

// hiredis builds its values through the static functions here. C is above us on the stack, so
// nothing may be thrown; a null is an error to it. Pointers into a growing array stay good as long
// as they are used: an array only grows once its last element is complete.
struct Decoder::State {
  explicit State(ReplyLimits l);

  static void* create_string(const redisReadTask* task, char* text, std::size_t size) {
    const bool error = task->type == REDIS_REPLY_ERROR;
    return create(task, error ? Reply::Kind::error : Reply::Kind::text, {text, size}, 0);
  }
  static void* create_array(const redisReadTask* task, int /*size*/) {
    return create(task, Reply::Kind::array, {}, 0);
  }
  static void* create_integer(const redisReadTask* task, long long value) {
    return create(task, Reply::Kind::integer, {}, value);
  }
  static void* create_nil(const redisReadTask* task) {
    return create(task, Reply::Kind::nil, {}, 0);
  }
  static void free_object(void* /*object*/) {}  // the root is ours, all else hangs on it

  static void* create(const redisReadTask* task, Reply::Kind kind, std::string_view text,
                      std::int64_t integer) noexcept;

  /// Where the value of a task goes: into its array, or to the root. Null: too much.
  Reply* place(const redisReadTask* task, std::size_t size);

  bool too_much() const { return elements > limits.elements || bytes > limits.bytes; }

  ReplyLimits limits;
  Reply root;
  std::size_t bytes = 0;  // of this answer so far, like `elements`
  std::size_t elements = 0;
  std::string error;
  std::unique_ptr<redisReader, decltype(&redisReaderFree)> reader;
};

Decoder::State::State(ReplyLimits l) : limits(l), reader(nullptr, &redisReaderFree) {
  static redisReplyObjectFunctions functions{create_string, create_array, create_integer,
                                             create_nil, free_object};
  reader.reset(redisReaderCreateWithFunctions(&functions));
  if (!reader) throw std::bad_alloc();
  reader->privdata = this;
}

void* Decoder::State::create(const redisReadTask* task, Reply::Kind kind, std::string_view text,
                             std::int64_t integer) noexcept {
  try {
    auto* reply = static_cast<State*>(task->privdata)->place(task, text.size());
    if (reply == nullptr) return nullptr;
    reply->kind = kind;
    reply->integer = integer;
    reply->text = text;
    return reply;
  } catch (const std::exception&) {
    return nullptr;
  }
}

Reply* Decoder::State::place(const redisReadTask* task, std::size_t size) {
  bytes += size;
  ++elements;
  if (too_much()) return nullptr;
  if (task->parent == nullptr) {
    root = Reply();
    return &root;
  }
  return &static_cast<Reply*>(task->parent->obj)->elements.emplace_back();
}

Decoder::Decoder(ReplyLimits limits) : state_(std::make_unique<State>(limits)) {}
Decoder::~Decoder() = default;

void Decoder::feed(std::string_view bytes) {
  auto& s = *state_;
  if (!s.error.empty() || bytes.empty()) return;
  if (redisReaderFeed(s.reader.get(), bytes.data(), bytes.size()) != REDIS_OK) {
    s.error = redisReaderGetError(s.reader.get());
  }
}

std::optional<Reply> Decoder::next() {
  auto& s = *state_;
  if (!s.error.empty()) return std::nullopt;
  void* reply = nullptr;
  if (redisReaderGetReply(s.reader.get(), &reply) != REDIS_OK) {
    s.error = s.too_much() ? kTooMuch : redisReaderGetError(s.reader.get());
    return std::nullopt;
  }
  if (reply == nullptr) {
    if (s.reader->len - s.reader->pos > s.limits.bytes) {
      s.error = kTooMuch;
    }
    return std::nullopt;
  }
  s.bytes = 0;
  s.elements = 0;
  return std::exchange(s.root, Reply());
}

const std::string& Decoder::error() const noexcept { return state_->error; }

}  // namespace readcount::store
