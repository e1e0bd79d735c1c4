/* SPDX-License-Identifier: GPL-2.0-only */
#include "kexec/plan/plan-svg.h"

#include <inttypes.h>
#include <string.h>

#include "kexec/base/size-text.h"
#include "kexec/base/xml.h"
#include "kexec/machine/machine.h"
#include "kexec/plan/plan.h"
#include "kexec/plan/svg-draw.h"

#define MEMORY_Y 110.0
#define REGION_Y 222.0
#define REGION_HEIGHT 52.0
#define TABLE_Y 322.0
#define ROW 20.0
#define LEAST_WIDTH 1.5	 /* of a segment: it must be seen */
#define NAME_WIDTH 60.0	 /* a segment that is as wide has its name inside */
#define LABEL_SPACE 76.0 /* from one label to the next */
#define CMDLINE_MAX 110	 /* characters */
#define TEXT_MAX 400

const char *svg_colour(enum part part)
{
	static const char *const colour[PART_COUNT] = {
		[PART_KERNEL] = "#4c9f70",     [PART_INITRD] = "#3a7ca5",    [PART_BOOT] = "#d99a1c",
		[PART_ELFCOREHDR] = "#9b5fa5", [PART_PURGATORY] = "#d1495b",
	};

	return colour[part];
}

void svg_box(struct svg_box box, const char *fill, const char *style, const char *name, struct range range, FILE *out)
{
	fprintf(out, "<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\" fill=\"%s\"%s><title>", box.x, box.y,
		box.width, box.height, fill, style);
	xml_text(name, TEXT_MAX, out);
	if (!range_is_empty(range))
		fprintf(out, ": 0x%" PRIx64 "-0x%" PRIx64 ", %s", range.start, range.end - 1,
			size_text(range_size(range)).text);
	fprintf(out, "</title></rect>\n");
}

void svg_text(double x, double y, const char *style, const char *text, FILE *out)
{
	fprintf(out, "<text x=\"%.2f\" y=\"%.2f\"%s>", x, y, style);
	xml_text(text, TEXT_MAX, out);
	fprintf(out, "</text>\n");
}

/* ---- the region ---- */

static double place_of(const struct plan *plan, uint64_t address)
{
	return SVG_LEFT + (SVG_RIGHT - SVG_LEFT) * (double)(address - plan->region.start) / (double)range_size(plan->region);
}

static struct svg_box box_of(const struct plan *plan, struct range range)
{
	struct svg_box box = { place_of(plan, range.start), REGION_Y, 0, REGION_HEIGHT };

	box.width = place_of(plan, range.end) - box.x;
	if (box.width < LEAST_WIDTH) {
		box.width = LEAST_WIDTH;
		box.x = box.x > SVG_RIGHT - LEAST_WIDTH ? SVG_RIGHT - LEAST_WIDTH : box.x;
	}
	return box;
}

/* From the region in the machine's memory to the region by itself. */
static void draw_zoom(struct svg_box from, FILE *out)
{
	double y = from.y + from.height;

	fprintf(out, "<path d=\"M%.2f %.2fL%.2f %.2fM%.2f %.2fL%.2f %.2f\" stroke=\"#8a94a0\" fill=\"none\"/>\n", from.x, y,
		SVG_LEFT, REGION_Y, from.x + from.width, y, SVG_RIGHT, REGION_Y);
}

static void draw_label(const struct segment *segment, struct svg_box box, double x, FILE *out)
{
	double y = REGION_Y + REGION_HEIGHT;

	fprintf(out, "<path d=\"M%.2f %.2fL%.2f %.2f\" stroke=\"%s\"/>\n", box.x + box.width / 2, y, x, y + 10,
		svg_colour(segment->part));
	svg_text(x, y + 22, " text-anchor=\"middle\"", segment->name, out);
}

/* Finds where the names stand that do not fit inside: below their segments, without touching each other. */
static void place_labels(double *x, size_t count)
{
	double most = SVG_RIGHT - LABEL_SPACE / 2, least = SVG_LEFT + LABEL_SPACE / 2;

	for (size_t i = count; i-- > 0; most = x[i] - LABEL_SPACE)
		x[i] = x[i] < most ? x[i] : most;
	for (size_t i = 0; i < count; least = x[i++] + LABEL_SPACE)
		x[i] = x[i] > least ? x[i] : least;
}

static void draw_names(const struct plan *plan, FILE *out)
{
	const struct segment *narrow[PART_COUNT];
	double x[PART_COUNT];
	size_t count = 0;

	for (size_t i = 0; i < plan->segment_count; i++) {
		const struct segment *segment = &plan->segment[i];
		struct svg_box box = box_of(plan, segment->memory);

		if (box.width >= NAME_WIDTH) {
			svg_text(box.x + box.width / 2, REGION_Y + REGION_HEIGHT / 2 + 4,
				 " text-anchor=\"middle\" fill=\"#ffffff\"", segment->name, out);
			continue;
		}
		x[count] = box.x + box.width / 2;
		narrow[count++] = segment;
	}
	place_labels(x, count);
	for (size_t i = 0; i < count; i++)
		draw_label(narrow[i], box_of(plan, narrow[i]->memory), x[i], out);
}

static void draw_region(const struct plan *plan, FILE *out)
{
	const struct svg_box whole = { SVG_LEFT, REGION_Y, SVG_RIGHT - SVG_LEFT, REGION_HEIGHT };

	svg_box(whole, "#f6f7f9", " stroke=\"#20262e\"", plan->placement == PLACEMENT_FREE_RAM ? "not touched" : "free",
		plan->region, out);
	if (!range_is_empty(plan->hole))
		svg_box(box_of(plan, plan->hole), "#ffffff", " stroke=\"#8a94a0\" stroke-dasharray=\"3 3\"",
			"kept free for the running kernel's own pages", plan->hole, out);
	for (size_t i = 0; i < plan->segment_count; i++)
		svg_box(box_of(plan, plan->segment[i].memory), svg_colour(plan->segment[i].part), "", plan->segment[i].name,
			plan->segment[i].memory, out);
	draw_names(plan, out);
}

/* ---- text ---- */

static void draw_range(double x, double y, struct range range, FILE *out)
{
	char text[80];

	snprintf(text, sizeof(text), "0x%016" PRIx64 "  0x%016" PRIx64, range.start, range.end - 1);
	svg_text(x, y, " class=\"mono\" xml:space=\"preserve\"", text, out);
}

static void draw_table(const struct plan *plan, FILE *out)
{
	double y = TABLE_Y;

	svg_text(SVG_LEFT + 20, y, " class=\"head\"", "part", out);
	svg_text(SVG_LEFT + 120, y, " class=\"head\"", "size", out);
	svg_text(SVG_LEFT + 210, y, " class=\"head\"", "loaded to", out);
	if (plan->placement == PLACEMENT_STAGED)
		svg_text(SVG_LEFT + 560, y, " class=\"head\"", "runs at", out);
	for (size_t i = 0; i < plan->segment_count; i++) {
		const struct segment *segment = &plan->segment[i];

		y += ROW;
		svg_box((struct svg_box){ SVG_LEFT, y - 10, 12, 12 }, svg_colour(segment->part), "", segment->name,
			segment->memory, out);
		svg_text(SVG_LEFT + 20, y, "", segment->name, out);
		svg_text(SVG_LEFT + 120, y, "", size_text(range_size(segment->memory)).text, out);
		draw_range(SVG_LEFT + 210, y, segment->memory, out);
		if (plan->placement == PLACEMENT_STAGED)
			draw_range(SVG_LEFT + 560, y, segment->home, out);
	}
}

static uint64_t free_bytes(const struct plan *plan)
{
	uint64_t bytes = range_size(plan->region);

	for (size_t i = 0; i < plan->segment_count; i++)
		bytes -= range_size(plan->segment[i].memory);
	return bytes;
}

static void draw_heads(const struct plan *plan, const struct machine *machine, FILE *out)
{
	char text[TEXT_MAX];
	int used;

	snprintf(text, sizeof(text), "%s load by kexec_load, %s pages", plan->crash ? "crash" : "normal",
		 size_text(machine->page_size).text);
	svg_text(SVG_LEFT, 36, " class=\"title\"", text, out);
	svg_text(SVG_LEFT, 58, "", plan->reason, out);
	svg_text(SVG_LEFT, MEMORY_Y - 26, " class=\"head\"", "memory of the machine", out);
	used = snprintf(text, sizeof(text), "0x%" PRIx64 "-0x%" PRIx64 ": %s", plan->region.start, plan->region.end - 1,
			size_text(range_size(plan->region)).text);
	if (free_bytes(plan))
		snprintf(text + used, sizeof(text) - (size_t)used, ", %s %s", size_text(free_bytes(plan)).text,
			 plan->placement == PLACEMENT_FREE_RAM ? "between the parts" : "free");
	svg_text((SVG_LEFT + SVG_RIGHT) / 2, REGION_Y - 12, " class=\"head\" text-anchor=\"middle\"", text, out);
}

static void draw_cmdline(const struct plan *plan, double y, FILE *out)
{
	const char *text = plan->cmdline && plan->cmdline[0] ? plan->cmdline : "(none)";

	fprintf(out, "<text x=\"%.2f\" y=\"%.2f\">command line: ", SVG_LEFT, y);
	xml_text(text, CMDLINE_MAX, out);
	fprintf(out, "</text>\n");
}

void plan_print_svg(const struct plan *plan, const struct machine *machine, FILE *out)
{
	double end = TABLE_Y + ROW * (double)plan->segment_count;
	int height = (int)end + 76;

	fprintf(out,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\">\n"
		"<style>text { font: 13px sans-serif; } .title { font-size: 20px; font-weight: bold; } .head { font-weight: "
		"bold; }\n"
		".mono { font-family: monospace; } .small { font-size: 11px; }</style>\n"
		"<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>\n",
		SVG_WIDTH, height, SVG_WIDTH, height, SVG_WIDTH, height);
	draw_heads(plan, machine, out);
	draw_zoom(svg_memory(&machine->map, plan, MEMORY_Y, out), out);
	draw_region(plan, out);
	draw_table(plan, out);
	svg_memory_legend(&machine->map, end + 36, out);
	draw_cmdline(plan, end + 60, out);
	fprintf(out, "</svg>\n");
}
