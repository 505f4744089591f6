#pragma once

#include <string_view>

namespace readcount::web {

/// A file as it is served. Both views are of constants: never freed, any thread.
struct Asset {
  std::string_view content;
  std::string_view content_type;
};

extern const Asset kSnippet;      ///< /readcount.js: readcount.js, made small
extern const Asset kDemoArticle;  ///< /demo
extern const Asset kDemoSecond;   ///< /demo/second
extern const Asset kDemoList;     ///< /demo/list: a front page with both articles' counts

}  // namespace readcount::web
