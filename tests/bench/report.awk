# SPDX-License-Identifier: GPL-2.0-only
# The rows that the benches leave (tests/bench/lib.sh) as Markdown, JSON or an SVG picture. Variable: as ("markdown", "json", "svg").

function fail(why)
{
	print FILENAME ": line " FNR ": " why >"/dev/stderr"
	broken = 1
	exit 1
}

# The ratio of the instructions of the first kexec-tools that can do it to ours; empty if there is none.
function ratio(t, r, c, ours)
{
	if (unit[t] != "M")
		return ""
	for (c = 1; c <= columns[t]; c++) {
		if (column[t, c] ~ /^warmkexec/ && ours == "")
			ours = value[t, r, c]
		if (column[t, c] ~ /^kexec-tools/ && value[t, r, c] + 0 > 0 && ours + 0 > 0)
			return value[t, r, c] / ours
	}
	return ""
}

function has_ratio(t, r)
{
	for (r = 1; r <= rows[t]; r++)
		if (ratio(t, r) != "")
			return 1
	return 0
}

# 1234567.8 as 1,234,567.8
function grouped(n, whole, rest)
{
	if (n !~ /^[0-9.]+$/)
		return n
	whole = n
	sub(/\..*/, "", whole)
	rest = substr(n, length(whole) + 1)
	while (match(whole, /[0-9][0-9][0-9][0-9]/) && length(whole) > 0 && whole ~ /^[0-9][0-9][0-9][0-9]/) {
		rest = "," substr(whole, length(whole) - 2) rest
		whole = substr(whole, 1, length(whole) - 3)
	}
	return whole rest
}

function cell(t, r, c)
{
	return (t, r, c) in value ? grouped(value[t, r, c]) : ""
}

# ---- Markdown ----

function markdown_table(t, r, c, with, x)
{
	print "\n### " title[t] "\n"
	with = has_ratio(t)
	printf "| %s |", unit[t] == "M" ? "millions of instructions" : unit[t]
	for (c = 1; c <= columns[t]; c++)
		printf " %s |", column[t, c]
	print with ? " |" : ""
	printf "|---|"
	for (c = 1; c <= columns[t]; c++)
		printf "--:|"
	print with ? "--:|" : ""
	for (r = 1; r <= rows[t]; r++) {
		printf "| %s |", row[t, r]
		for (c = 1; c <= columns[t]; c++)
			printf " %s |", cell(t, r, c)
		x = ratio(t, r)
		print with ? (x == "" ? " |" : sprintf(x >= 1 ? " 1/%.1f |" : " %.2f times |", x >= 1 ? x : 1 / x)) : ""
	}
	for (c = 1; c <= notes[t]; c++)
		print "\n" note[t, c]
}

function markdown(t, i)
{
	print "\n## Measured on\n"
	for (i = 1; i <= facts; i++)
		print "- " fact[i] ": " fact_text[i] "."
	print "\n## Goals\n"
	print "| | goal | measured |\n|---|---|---|"
	for (i = 1; i <= goals; i++)
		printf "| %s | %s | %s |\n", goal_status[i] == "PASS" ? "met" : "**missed**", goal[i], goal_text[i]
	print "\n## Tables"
	for (t = 1; t <= tables; t++)
		markdown_table(t)
}

# ---- JSON ----

function quoted(text)
{
	gsub(/\\/, "\\\\", text)
	gsub(/"/, "\\\"", text)
	return "\"" text "\""
}

function json_row(t, r, c, first)
{
	printf "        {\"row\": %s", quoted(row[t, r])
	for (c = 1; c <= columns[t]; c++)
		if ((t, r, c) in value)
			printf ", %s: %s", quoted(column[t, c]), value[t, r, c] ~ /^-?[0-9]+(\.[0-9]+)?$/ ? value[t, r, c] : "null"
	printf "}%s\n", r < rows[t] ? "," : ""
}

function json(t, r, i)
{
	print "{\n  \"measured_on\": {"
	for (i = 1; i <= facts; i++)
		printf "    %s: %s%s\n", quoted(fact[i]), quoted(fact_text[i]), i < facts ? "," : ""
	print "  },\n  \"goals\": ["
	for (i = 1; i <= goals; i++)
		printf "    {\"goal\": %s, \"met\": %s, \"measured\": %s}%s\n", quoted(goal[i]), goal_status[i] == "PASS" ? "true" : "false",
			quoted(goal_text[i]), i < goals ? "," : ""
	print "  ],\n  \"tables\": ["
	for (t = 1; t <= tables; t++) {
		printf "    {\"name\": %s, \"unit\": %s, \"title\": %s, \"rows\": [\n", quoted(name[t]), quoted(unit[t]), quoted(title[t])
		for (r = 1; r <= rows[t]; r++)
			json_row(t, r)
		printf "    ]}%s\n", t < tables ? "," : ""
	}
	print "  ]\n}"
}

# ---- SVG ----

function escaped(text)
{
	gsub(/&/, "\\&amp;", text)
	gsub(/</, "\\&lt;", text)
	return text
}

function text(x, y, class, words)
{
	printf "<text x=\"%.1f\" y=\"%.1f\" class=\"%s\">%s</text>\n", x, y, class, escaped(words)
}

function is_drawn(t)
{
	return unit[t] == "M" && name[t] ~ /^(load|handover)/ && has_ratio(t)
}

function kind(t, c)
{
	return column[t, c] ~ /^warmkexec/ ? "ours" : "theirs"
}

# One table: bars as long as its largest number allows. Returns where the next one begins.
function panel(t, y, r, c, most)
{
	for (r = 1; r <= rows[t]; r++)
		for (c = 1; c <= columns[t]; c++)
			if (value[t, r, c] + 0 > most)
				most = value[t, r, c] + 0
	text(left, y, "panel", title[t])
	y += 8
	for (r = 1; r <= rows[t]; r++) {
		if (ratio(t, r) == "")
			continue
		text(left - 10, y + bar, "row", row[t, r])
		for (c = 1; c <= columns[t]; c++) {
			if (value[t, r, c] + 0 <= 0)
				continue
			printf "<rect x=\"%d\" y=\"%.1f\" width=\"%.1f\" height=\"%d\" class=\"%s\"/>\n", left, y, value[t, r, c] / most * area, bar - 2,
				kind(t, c)
			text(left + value[t, r, c] / most * area + 6, y + bar - 4, "number", grouped(value[t, r, c]) " M, " column[t, c])
			y += bar
		}
		y += 8
	}
	return y + 34
}

function height_of(t, r, c, h)
{
	for (r = 1; r <= rows[t]; r++) {
		if (ratio(t, r) == "")
			continue
		for (c = 1; c <= columns[t]; c++)
			if (value[t, r, c] + 0 > 0)
				h += bar
		h += 8
	}
	return h + 42
}

function svg(t, y, height)
{
	left = 210; area = 520; bar = 15
	height = 84
	for (t = 1; t <= tables; t++)
		if (is_drawn(t))
			height += height_of(t)
	printf "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 960 %d\" width=\"960\" height=\"%d\" role=\"img\">\n", height, height
	print "<title>What loading and handing over cost, in instructions</title>"
	print "<desc>Bars for warmkexec and kexec-tools; the numbers are in PERFORMANCE.md.</desc>\n<style>"
	print "svg{--paper:#ffffff;--ink:#1f2328;--soft:#59636e;--ours:#0969da;--theirs:#c8d1da}"
	print "@media(prefers-color-scheme:dark){svg{--paper:#0d1117;--ink:#e6edf3;--soft:#9198a1;--ours:#58a6ff;--theirs:#484f58}}"
	print "text{font-family:system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif;font-size:13px;fill:var(--ink)}"
	print ".paper{fill:var(--paper)}.title{font-size:19px;font-weight:600}.soft{fill:var(--soft)}.panel{font-weight:600}.row{text-anchor:end}"
	print ".number{font-size:11px;fill:var(--soft)}.ours{fill:var(--ours)}.theirs{fill:var(--theirs)}\n</style>"
	printf "<rect width=\"960\" height=\"%d\" class=\"paper\"/>\n", height
	text(left, 30, "title", "Loading and handing over")
	text(left, 52, "soft", "millions of instructions, counted under QEMU: no times")
	y = 84
	for (t = 1; t <= tables; t++)
		if (is_drawn(t))
			y = panel(t, y)
	print "</svg>"
}

# ---- reading ----

BEGIN { FS = "\t" }

$1 == "table" {
	name[++tables] = $2
	unit[tables] = $3
	title[tables] = $4
	next
}

$1 == "row" {
	if (!tables)
		fail("a row without a table")
	if (!((tables, $2) in row_of)) {
		row[tables, ++rows[tables]] = $2
		row_of[tables, $2] = rows[tables]
	}
	if (!((tables, $3) in column_of)) {
		column[tables, ++columns[tables]] = $3
		column_of[tables, $3] = columns[tables]
	}
	value[tables, row_of[tables, $2], column_of[tables, $3]] = $4
	next
}

$1 == "note" { note[tables, ++notes[tables]] = $2; next }
$1 == "fact" { fact[++facts] = $2; fact_text[facts] = $3; next }
$1 == "goal" { goal_status[++goals] = $2; goal[goals] = $3; goal_text[goals] = $4; next }
{ fail("what is \"" $1 "\"?") }

END {
	if (broken)
		exit 1
	if (as == "markdown")
		markdown()
	else if (as == "json")
		json()
	else
		svg()
}
