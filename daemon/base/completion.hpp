#pragma once

#include <memory>
#include <utility>

namespace readcount {

/// A completion handler of an asynchronous operation, with its type forgotten: what
/// asio::any_completion_handler is in newer versions of Boost. Move-only; called at most once.
///
/// Store it when an operation starts, call it when the operation is done, on the executor that the
/// operation promised. A handler that is destroyed uncalled ends its coroutine.
template <class... Args>
class Completion {
 public:
  Completion() = default;

  template <class Handler>
  explicit Completion(Handler handler)
      : node_(std::make_unique<Node<Handler>>(std::move(handler))) {}

  explicit operator bool() const noexcept { return node_ != nullptr; }

  /// Calls the handler and forgets it. The node is freed first, so that the handler may start the
  /// next operation with the same memory.
  void operator()(Args... args) {
    auto& node = *node_;
    node.call(std::move(node_), std::move(args)...);
  }

 private:
  struct Base {
    virtual ~Base() = default;
    virtual void call(std::unique_ptr<Base> self, Args... args) = 0;
  };

  template <class Handler>
  struct Node final : Base {
    explicit Node(Handler h) : handler(std::move(h)) {}
    void call(std::unique_ptr<Base> self, Args... args) override {
      Handler taken = std::move(handler);
      self.reset();
      std::move(taken)(std::move(args)...);
    }
    Handler handler;
  };

  std::unique_ptr<Base> node_;
};

}  // namespace readcount
