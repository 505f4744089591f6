# Writes the files of this folder into a source of constants (assets.hpp):
#   cmake -D ESBUILD=esbuild -D OUTPUT=assets.cpp -P embed.cmake

set(source "#include \"web/assets.hpp\"\n\nnamespace readcount::web {\n")

# embed(NAME TYPE CONTENT): one constant. The content must not hold the end of its own literal.
function(embed name type content)
  if(content MATCHES "\\)rc\"")
    message(FATAL_ERROR "${name}: its file holds )rc\", which ends the string it is embedded as")
  endif()
  string(APPEND source "\nconstinit const Asset ${name}{R\"rc(${content})rc\",\n\"${type}\"};\n")
  set(source "${source}" PARENT_SCOPE)
endfunction()

# Made small: comments, whitespace and long names are most of the snippet. Nothing assigns to a
# `const` of it, so each may be a `let`: one word compresses better than two.
execute_process(
  COMMAND ${ESBUILD} --minify --target=es2019 ${CMAKE_CURRENT_LIST_DIR}/readcount.js
  OUTPUT_VARIABLE snippet OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
string(REGEX REPLACE "const([ {[])" "let\\1" snippet "${snippet}")
embed(kSnippet "text/javascript; charset=utf-8" "${snippet}")

file(READ ${CMAKE_CURRENT_LIST_DIR}/demo/style.css style)
foreach(page IN ITEMS Article Second List)
  string(TOLOWER ${page} file)
  file(READ ${CMAKE_CURRENT_LIST_DIR}/demo/${file}.html html)
  string(REPLACE "<link rel=\"stylesheet\" href=\"style.css\">" "<style>\n${style}</style>" html
    "${html}")
  embed(kDemo${page} "text/html; charset=utf-8" "${html}")
endforeach()

file(WRITE ${OUTPUT} "${source}\n}  // namespace readcount::web\n")
