# Makes readcountd.toml(5) of the example file: "# --- Title ---" begins a section; what stands in "# "
# before a setting explains it; "#setting = value" is the setting.
BEGIN {
  print ".TH READCOUNTD.TOML 5 \"\" \"readcountd " version "\" \"File Formats\""
  print ".SH NAME\nreadcountd.toml \\- settings of readcountd\n.SH DESCRIPTION"
}

function escaped(text) {
  gsub(/\\/, "\\e", text)
  gsub(/-/, "\\-", text)
  gsub(/"/, "\\(dq", text)
  sub(/^[.']/, "\\\\\\&&", text)
  return text
}

# The settings of a block first, then what is said of them.
function finish(   i) {
  for (i = 1; i <= settings; i++) print (i == 1 ? ".TP\n" : ".TQ\n") ".B " escaped(setting[i])
  if (settings == 0 && lines > 0) print ".PP"
  for (i = 1; i <= lines; i++) print line[i]
  settings = lines = 0
}

/^# ---/ {
  finish()
  gsub(/^# -+ | -*$/, "")
  print ".SS " escaped($0)
  next
}
/^# / {
  text = substr($0, 3)
  sub(/^ +/, "", text)
  sub(/Example:$/, "What stands here is an example.", text)
  own_line = text ~ /^"[a-z]/ || text ~ /[^ ]   +[^ ]/  # a word explained, or columns
  line[++lines] = (own_line ? ".br\n" : "") escaped(text)
  next
}
/^#/ { setting[++settings] = substr($0, 2); next }
{ finish() }

END {
  finish()
  print ".SH FILES\n.I /etc/readcount/readcountd.toml"
  print ".SH SEE ALSO\n.BR readcountd (8)"
}
