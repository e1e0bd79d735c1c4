# SPDX-License-Identifier: GPL-2.0-only
# The phases of a reboot as an SVG picture, from reboot.tsv: for each size of initrd a bar per way, and beside it the same bars
# magnified, where one that is too long runs out of the picture. Variables: kernel (its release) and image (bytes).

function text(x, y, class, words)
{
	printf "<text x=\"%.1f\" y=\"%.1f\" class=\"%s\">%s</text>\n", x, y, class, words
}

function line(x1, y1, x2, y2, class)
{
	printf "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"%s\"/>\n", x1, y1, x2, y2, class
}

function box(x, y, width, height, class)
{
	if (width > 0)
		printf "<rect x=\"%.2f\" y=\"%.1f\" width=\"%.2f\" height=\"%.1f\" class=\"%s\"/>\n", x, y, width, height, class
}

# 1, 2 or 5 times a power of ten, so that about four of it make the whole.
function step_for(whole, step)
{
	step = 10 ^ int(log(whole / 4) / log(10))
	return whole / 4 > 5 * step ? 10 * step : whole / 4 > 2 * step ? 5 * step : whole / 4 > step ? 2 * step : step
}

function millions(n)
{
	return sprintf(n >= 1e8 ? "%.0f M" : n >= 1e6 ? "%.1f M" : "%.2f M", n / 1e6)
}

function megabytes(n)
{
	return n == 0 ? "nothing" : sprintf("%.1f MB", n / 1e6)
}

function whole(row)
{
	return value[row, "blackout"] + value[row, "to_init"]
}

function copied(row)
{
	return value[row, "copied_by_kernel"] + value[row, "copied_by_purgatory"] + value[row, "zeroed"]
}

function axis(x, y, height, longest, step, at)
{
	step = step_for(longest)
	for (at = 0; at <= longest; at += step) {
		line(x + at / longest * area, y, x + at / longest * area, y + height, "grid")
		text(x + at / longest * area, y + height + 14, "tick", at == 0 ? "0" : at / 1e6 " M")
	}
}

# One way's bar; what does not fit is cut, with an arrow.
function bar(x, y, row, longest, i, from, to)
{
	from = 0
	for (i = 1; i <= phases; i++) {
		to = from + value[row, phase[i]]
		box(x + from / longest * area, y, (min(to, longest) - min(from, longest)) / longest * area, thick, phase[i])
		from = to
	}
	if (from > longest)
		printf "<path d=\"M%.1f %.1f l9 %.1f l-9 %.1f z\" class=\"beyond\"/>\n", x + area + 2, y + 2, thick / 2 - 2, thick / 2 - 2
}

function min(a, b)
{
	return a < b ? a : b
}

# The rows first to last, at y; returns where the next can begin.
function panel(y, first, last, row, longest, longest_of_short, height, at)
{
	height = (last - first + 1) * pitch
	for (row = first; row <= last; row++) {
		longest = whole(row) > longest ? whole(row) : longest
		if (value[row, "way"] != "kexec-tools" && whole(row) > longest_of_short)
			longest_of_short = whole(row)
	}
	longest *= 1.02
	longest_of_short *= 1.02
	text(left, y, "panel", sprintf("%d MB Image and an initrd of %d MB", image / 1e6, value[first, "initrd"] / 1e6))
	text(magnified, y, "tick begin", sprintf("the same, magnified %.1f times", longest / longest_of_short))
	text(numbers, y, "head", "blackout")
	text(numbers + 85, y, "head", "copied")
	y += 10
	axis(left, y, height, longest)
	axis(magnified, y, height, longest_of_short)
	for (row = first; row <= last; row++) {
		at = y + (row - first) * pitch + (pitch - thick) / 2
		text(left - 10, at + thick - 5, "way", value[row, "label"])
		bar(left, at, row, longest)
		bar(magnified, at, row, longest_of_short)
		text(numbers, at + thick - 5, "number", millions(value[row, "blackout"]))
		text(numbers + 85, at + thick - 5, "number", megabytes(copied(row)))
	}
	return y + height + 56
}

function style()
{
	print "<style>"
	print "svg{--paper:#ffffff;--ink:#1f2328;--soft:#59636e;--grid:#d1d9e0;--shutdown:#8250df;--jump:#bc4c00;--purgatory:#0969da;--boot:#c8d1da}"
	print "@media(prefers-color-scheme:dark){svg{--paper:#0d1117;--ink:#e6edf3;--soft:#9198a1;--grid:#30363d;--shutdown:#bc8cff;" \
		"--jump:#f0883e;--purgatory:#58a6ff;--boot:#484f58}}"
	print "text{font-family:system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif;font-size:13px;fill:var(--ink)}"
	print ".paper{fill:var(--paper)}.title{font-size:19px;font-weight:600}.soft,.tick{fill:var(--soft)}.tick{font-size:11px;text-anchor:middle}"
	print ".begin{text-anchor:start}.panel{font-weight:600}.way,.number,.head{text-anchor:end}.number{font-variant-numeric:tabular-nums}"
	print ".head{font-size:11px;fill:var(--soft)}.grid{stroke:var(--grid);stroke-width:1}.shutdown{fill:var(--shutdown)}.jump{fill:var(--jump)}"
	print ".purgatory{fill:var(--purgatory)}.to_init{fill:var(--boot)}.beyond{fill:var(--soft)}"
	print "</style>"
}

function legend(y, i, x)
{
	x = left
	for (i = 1; i <= phases; i++) {
		box(x, y - 11, 13, 13, phase[i])
		text(x + 19, y, "", meaning[phase[i]])
		x += 19 + 6.6 * length(meaning[phase[i]]) + 18
	}
}

BEGIN {
	FS = "\t"
	left = 170; area = 310; magnified = 515; numbers = 915; thick = 18; pitch = 27; width = 1020
	phases = split("shutdown jump purgatory to_init", phase, " ")
	meaning["jump"] = "jump and the kernel's copies"
	meaning["purgatory"] = "purgatory: verifies, moves"
	meaning["to_init"] = "next kernel, to init"
}

NR == 1 {
	columns = split($0, column)
	next
}

{
	rows++
	for (i = 1; i <= columns; i++)
		value[rows, column[i]] = $i
	if (value[rows, "initrd"] != value[rows - 1, "initrd"])
		begins[++panels] = rows
	ends[panels] = rows
}

END {
	height = 92 + 10
	for (i = 1; i <= panels; i++)
		height += 66 + (ends[i] - begins[i] + 1) * pitch
	printf "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\">\n", width, height, width, height
	print "<title>The phases of a reboot by kexec, in instructions</title>"
	print "<desc>Bars for kexec-tools and warmkexec; the numbers are in tests/bench/reboot's table.</desc>"
	style()
	box(0, 0, width, height, "paper")
	text(left, 30, "title", "From reboot() to the next kernel")
	text(left, 52, "soft", "instructions on Linux " kernel ", counted under QEMU (cortex-a57, EL1); blackout is all but the next kernel's own")
	meaning["shutdown"] = "old kernel, to its last words: " millions(value[1, "shutdown"])
	legend(78)
	y = 118
	for (i = 1; i <= panels; i++)
		y = panel(y, begins[i], ends[i])
	print "</svg>"
}
